"""One request, one door: undeclared surfaces, spellings, methods, other ways to name a company."""

import re
from typing import cast

import pytest
from quart import Blueprint, Quart

from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_staff_member, an_invoice
from tests.raw import ask
from tests.test_isolation import addressed_of_acme, addresses, answer
from tests.visitor import Visitor
from tests.world import World
from web.app import create_app
from web.door import Door


async def ok() -> str:
    return "ok"


@pytest.mark.usefixtures("servers")
def test_a_route_without_a_declared_surface_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = Blueprint("stray", __name__)
    stray.get("/stray")(ok)
    monkeypatch.setattr("web.app.hooks", type("Surface", (), {"blueprint": stray}))

    with pytest.raises(RuntimeError, match=r"without a declared surface: /stray"):
        create_app()


@pytest.mark.usefixtures("servers")
def test_a_page_of_the_console_that_names_no_right_stops_it_too() -> None:
    app = cast("Door", create_app())
    app.add_url_rule("/staff/stray", "staff.stray", ok)

    with pytest.raises(RuntimeError, match=r"names no right: /staff/stray"):
        app.check_surfaces()


async def test_while_the_portal_is_off_no_route_of_it_does_anything(app: Quart, world: World) -> None:
    """To a contact who was signed in, and to staff who look through their eyes."""
    rows = await addressed_of_acme(world)
    plain = [(it.endpoint, "GET", it.rule) for it in app.url_map.iter_rules() if not it.arguments]
    routes = [it for it in [*plain, *addresses(app, rows)] if it[0].startswith("portal.")]
    owner, contact = await a_staff_member(world.acme, Role.OWNER), world.acme.contact
    dana, olive = await Visitor(app, world.acme).sign_in(), await Visitor(app, world.acme).sign_in_staff(owner.email)
    assert (await olive.post(f"/staff/customers/{contact.customer_id}/contacts/{contact.id}/view")).status_code == 303
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)

    for visitor in (dana, olive):
        for endpoint, method, path in routes:
            status, body = await answer(visitor, method, path)
            assert status in {303, 401, 403, 405, 410}, (endpoint, method)
            assert world.acme.customer.name not in body, (endpoint, method)


def protected(app: Quart) -> list[str]:
    some_id = "00000000-0000-4000-8000-000000000000"
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("portal.")]
    return [app.url_map.bind("x").build(rule.endpoint, dict.fromkeys(rule.arguments, some_id)) for rule in rules]


SPELLINGS = {
    "as it is": "{path}",
    "slash": "{path}/",
    "slashes": "/{path}",
    "dots": "/x/..{path}",
    "dot": "/.{path}",
    "upper case": "{upper}",
    "NUL": "{path}\x00",
    "suffix": "{path}.json",
    "matrix": "{path};x=1",
    "encoded": "/%2f{path}",
    "twice encoded": "%252f{path}",
    "backslash": "\\{path}",
    "space": "{path} ",
    "newline": "{path}\r\nX: y",
    "fullwidth": "／{path}",
    "absolute": "http://localhost{path}",
    "sign-in in front": "/sign-in/..{path}",
    "static in front": "/static/..{path}",
    "surrogate": "{path}\ud800",
    "long": "{path}" + "/" * 3000,
}
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "PROPFIND", "X" * 40)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_a_path_lets_anybody_in(app: Quart, world: World, spelling: str) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    for path in protected(app):
        spelled = SPELLINGS[spelling].format(path=path, upper=path.upper())
        answer = await ask(app, "GET", spelled, host=host)
        assert 300 <= answer.status < 500, spelled


@pytest.mark.parametrize("method", METHODS)
async def test_no_method_lets_anybody_in(app: Quart, world: World, method: str) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    for path in protected(app):
        answer = await ask(
            app,
            method,
            path,
            host=host,
            sec_fetch_site="same-origin",
            x_http_method_override="GET",
            body=b"_method=GET",
        )
        assert 300 <= answer.status < 500, path


async def test_head_says_what_get_says(app: Quart, world: World) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    for path in ("/sign-in", "/", "/nothing", "/robots.txt"):
        got, head = [await ask(app, method, path, host=host) for method in ("GET", "HEAD")]
        assert got.status == head.status
        assert [name for name, _ in got.headers] == [name for name, _ in head.headers]


CHANNELS = [
    {"x_tenant_id": "{bolt}"},
    {"x_tenant": "{bolt}"},
    {"cookie": "tenant={bolt}; tenant_id={bolt}"},
    {"authorization": "Bearer {bolt}"},
    {"query": "tenant={bolt}&tenant_id={bolt}&customer_id={bolt}"},
]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: next(iter(channel)))
async def test_nothing_but_the_host_names_the_company(app: Quart, world: World, channel: dict[str, str]) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    told = {name: value.replace("{bolt}", str(world.bolt.tenant.id)) for name, value in channel.items()}
    query = told.pop("query", "").encode()

    plain = await ask(app, "GET", "/sign-in", host=host)
    switched = await ask(app, "GET", "/sign-in", host=host, query=query, **told)

    own = rb'nonce="[^"]*"|name="next" value="[^"]*"'
    assert re.sub(own, b"", switched.body) == re.sub(own, b"", plain.body)


async def test_a_customer_named_twice_is_refused(app: Quart, world: World) -> None:
    visitor = await Visitor(app, world.acme).sign_in()
    mine, other = world.acme.contact.id, world.acme.other_contact.id

    answer = await visitor.post(f"/accounts?contact_id={mine}&contact_id={other}", {"contact_id": str(mine)})

    assert answer.status_code == 400


async def test_a_signed_in_contact_changes_nothing_by_other_methods(app: Quart, world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
    visitor = await Visitor(app, world.acme).sign_in()

    for method in ("put", "delete", "patch"):
        answer = await getattr(visitor.client, method)(
            f"/invoices/{invoice.id}", headers={"Host": visitor.host, "Sec-Fetch-Site": "same-origin"}
        )
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}

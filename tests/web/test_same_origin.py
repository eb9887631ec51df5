"""Forms act only when our own page sent them: every unsafe route, every way a browser may say where it comes from."""

import pytest
from quart import Quart
from werkzeug.routing import AnyConverter, Rule

from settings import settings
from tests.raw import ask
from tests.world import World
from web.door import AT_BASE

FOREIGN: list[dict[str, str]] = [
    {},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": ""},
    {"sec_fetch_site": "Same-Origin"},
    {"sec_fetch_site": "same-origin, cross-site"},
    {"sec_fetch_site": "cross-site", "origin": "{ours}"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://evil.test"},
    {"origin": "{bolt}"},
    {"origin": "{ours}.evil.test"},
    {"origin": "{ours}/"},
    {"origin": "{base}"},
    {"referer": "{ours}/sign-in"},
    {"x_forwarded_host": "{ours}", "origin": "https://evil.test"},
]
OURS: list[dict[str, str]] = [{"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}, {"origin": "{ours}"}]


def unsafe(app: Quart, subdomain: str | None = None) -> list[tuple[str, str]]:
    """Method and address of every route of a portal, or of the base domain, that may change something."""
    found = []
    for rule in app.url_map.iter_rules():
        if (rule.subdomain or None) != subdomain:
            continue
        path = app.url_map.bind("x", subdomain=subdomain).build(
            rule.endpoint, {name: filled(rule, name) for name in rule.arguments}
        )
        if not rule.endpoint.startswith(("hooks.", "unsubscribe.", "api.")):
            found += [(method, path) for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}]
    return found


def filled(rule: Rule, name: str) -> str:
    """Something that fits an argument: one of the words it takes, else an id."""
    converter = rule._converters[name]
    return min(converter.items) if isinstance(converter, AnyConverter) else "0" * 8 + "-0000-0000-0000-" + "0" * 12


def spoken(world: World, headers: dict[str, str]) -> dict[str, str]:
    origins = {"{ours}": world.acme.tenant.origin, "{bolt}": world.bolt.tenant.origin, "{base}": settings().base_url}
    return {name: next((v.replace(k, o) for k, o in origins.items() if k in v), v) for name, v in headers.items()}


def host(world: World) -> str:
    return f"{world.acme.tenant.slug}.localhost"


async def test_there_is_something_to_protect(app: Quart) -> None:
    assert len(unsafe(app)) >= 8


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_it_refuses_forms_of_other_websites_on_every_route(
    app: Quart, world: World, headers: dict[str, str]
) -> None:
    for method, path in unsafe(app):
        answer = await ask(app, method, path, host=host(world), **spoken(world, headers))
        assert answer.status == 403, path
        assert b"sent from another website" in answer.body
        assert answer.header("set-cookie") is None


@pytest.mark.parametrize("headers", [it for it in FOREIGN if it != {"origin": "{base}"}], ids=str)
async def test_it_refuses_them_at_the_base_domain_too(app: Quart, world: World, headers: dict[str, str]) -> None:
    for method, path in unsafe(app, AT_BASE):
        answer = await ask(app, method, path, host=settings().base_host, **spoken(world, headers))
        assert answer.status == 403, path


@pytest.mark.parametrize("headers", OURS, ids=str)
async def test_it_takes_forms_of_its_own_pages_on_every_route(
    app: Quart, world: World, headers: dict[str, str]
) -> None:
    for method, path in unsafe(app):
        assert (await ask(app, method, path, host=host(world), **spoken(world, headers))).status != 403, path


async def test_no_page_may_be_read_by_another_website(app: Quart, world: World) -> None:
    for origin in ("https://evil.test", "null", world.bolt.tenant.origin, "https://evillocalhost"):
        for path in ("/", "/sign-in", "/static/none.css", "/healthz", "/nothing"):
            for method in ("GET", "OPTIONS"):
                answer = await ask(
                    app, method, path, host=host(world), origin=origin, access_control_request_method="POST"
                )
                assert not any(name.startswith("access-control-") for name, _ in answer.headers), path

"""Who may do what in the console: every route by every kind of person, from the table in tenants/rights.py.

Whoever is not named there gets nothing: strangers, contacts, other companies' people, holders of share links, whoever
looks through a contact's eyes without a session of their own, and whoever has signed in by half.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from quart import Quart

from tenants import customer_views, share_links, sign_in
from tenants.isolation import acting_for
from tenants.rights import FRESH, RIGHTS, Right, may
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_second_factor, a_share_link, a_staff_member, an_invoice
from tests.test_isolation import addressed_of_acme, addresses, answer
from tests.visitor import Visitor
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.world import Company, World
from web.staff_signed_in import SESSION

OPEN = frozenset({"GET", "POST"})
COMPLETELY_DENIED = {401, 303}


def staff_routes(app: Quart, rows: dict[Any, Any]) -> list[tuple[str, str, str]]:
    """Every route of the console: its endpoint, method and an address for it."""
    plain = [
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        for method in sorted((rule.methods or set()) & OPEN)
    ]
    found = [*plain, *addresses(app, rows)]
    return [it for it in found if it[0].startswith("staff.")]


def right_of(app: Quart, endpoint: str) -> Right:
    right: Right = app.view_functions[endpoint].__dict__["right"]
    return right


async def _elsewhere(world: World, app: Quart, role: Role) -> Visitor:
    """Signed in at Bolt, and now at Acme's host with every cookie Bolt gave."""
    there = await Visitor(app, world.bolt).sign_in_staff((await a_staff_member(world.bolt, role)).email)
    return _with_its_cookies(app, world.acme, there)


async def _contact_elsewhere(world: World, app: Quart) -> Visitor:
    return _with_its_cookies(app, world.acme, await Visitor(app, world.bolt).sign_in())


async def _share_link(world: World, app: Quart) -> Visitor:
    async with acting_for(world.acme.tenant):
        link = await a_share_link(await an_invoice(world.acme.customer))
    visitor = Visitor(app, world.acme)
    assert (await visitor.get(f"/i/{share_links.token(link)}")).status_code == 200
    return visitor


async def _looking(world: World, app: Quart) -> Visitor:
    """What shows the portal as a contact sees it, under each name a cookie of ours has."""
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        staff = await sign_in.find_staff(_cookie(olive, SESSION))
        assert staff
        reference = await customer_views.begin(world.acme.contact, staff)
    visitor = Visitor(app, world.acme)
    for name in (SESSION, "__Host-view", "__Host-session"):
        visitor.client.set_cookie(visitor.host, name, reference)
    return visitor


async def _signed_out(world: World, app: Quart) -> Visitor:
    olive = await Visitor(app, world.acme).sign_in_staff()
    kept = _with_its_cookies(app, world.acme, olive)
    await olive.post("/staff/sign-out")
    return kept


def _with_its_cookies(app: Quart, company: Company, visitor: Visitor) -> Visitor:
    here = Visitor(app, company)
    for cookie in visitor.client.cookie_jar or ():
        here.client.set_cookie(here.host, cookie.name, cookie.value or "")
    return here


def _cookie(visitor: Visitor, name: str) -> str:
    return next(cookie.value or "" for cookie in visitor.client.cookie_jar or () if cookie.name == name)


STRANGERS: dict[str, Callable[[World, Quart], Any]] = {
    "nobody": lambda world, app: Visitor(app, world.acme),
    "a contact": lambda world, app: Visitor(app, world.acme).sign_in(),
    "a contact of another customer": lambda world, app: Visitor(app, world.acme).sign_in(
        world.acme.other_contact.email
    ),
    "the other company's owner": lambda world, app: _elsewhere(world, app, Role.OWNER),
    "the other company's admin": lambda world, app: _elsewhere(world, app, Role.ADMIN),
    "the other company's member": lambda world, app: _elsewhere(world, app, Role.MEMBER),
    "the other company's contact": _contact_elsewhere,
    "the holder of a share link": _share_link,
    "the cookie of a look through a contact's eyes": _looking,
    "the cookie of whoever signed out": _signed_out,
}


async def somebody(world: World, app: Quart, who: str) -> Visitor:
    made = STRANGERS[who](world, app)
    return made if isinstance(made, Visitor) else await made


class TestTable:
    def test_every_route_of_the_console_names_a_right(self, app: Quart) -> None:
        endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff.")}

        assert all(right_of(app, endpoint) in Right for endpoint in endpoints)

    def test_a_role_has_all_that_a_lower_one_has(self) -> None:
        assert RIGHTS[Role.MEMBER] < RIGHTS[Role.ADMIN] < RIGHTS[Role.OWNER]

    @pytest.mark.parametrize("right", [Right.ROLES, Right.STRIPE, Right.EXPORT, Right.DELETE, Right.KEEP])
    def test_what_ends_or_gives_away_the_company_is_the_owners(self, right: Right) -> None:
        assert [role for role in Role if may(role, right)] == [Role.OWNER]


class TestRoutes:
    @pytest.mark.parametrize("who", STRANGERS)
    async def test_nobody_else_gets_in(self, app: Quart, world: World, who: str) -> None:
        routes = staff_routes(app, await addressed_of_acme(world))
        visitor = await somebody(world, app, who)

        for endpoint, method, path in routes:
            response = await (visitor.get(path) if method == "GET" else visitor.post(path))
            assert response.status_code in COMPLETELY_DENIED, (endpoint, method)
            assert response.headers.get("Location", "/staff/sign-in").startswith("/staff/sign-in"), endpoint

    @pytest.mark.parametrize("role", Role)
    async def test_a_role_opens_what_the_table_says(self, app: Quart, world: World, role: Role) -> None:
        routes = staff_routes(app, await addressed_of_acme(world))
        visitor = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, role)).email)

        for endpoint, method, path in routes:
            if not may(role, right_of(app, endpoint)):
                assert (await answer(visitor, method, path))[0] == 403, (endpoint, method)
            elif method == "GET":
                assert (await answer(visitor, method, path))[0] in {200, 303, 404, 410}, endpoint

    @pytest.mark.parametrize("role", Role)
    async def test_a_session_left_open_does_nothing_grave(self, app: Quart, world: World, role: Role) -> None:
        routes = staff_routes(app, await addressed_of_acme(world))
        who = await a_staff_member(world.acme, role)
        visitor = await Visitor(app, world.acme).sign_in_staff(who.email)
        await grown_old(world.acme, who.email)

        for endpoint, method, path in routes:
            right = right_of(app, endpoint)
            if right in FRESH:
                response = await (visitor.get(path) if method == "GET" else visitor.post(path))
                asked = method == "GET" and may(role, right)
                assert response.status_code == (303 if asked else 403), (endpoint, method)
                assert not asked or str(response.location).startswith("/staff/confirm"), endpoint

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("missing", ["the second factor", "setting one up"])
    async def test_half_a_sign_in_opens_nothing(self, app: Quart, world: World, role: Role, missing: str) -> None:
        routes = staff_routes(app, await addressed_of_acme(world))
        who = await a_staff_member(world.acme, role)
        if missing == "the second factor":
            async with acting_for(world.acme.tenant):
                await a_second_factor(who)
        else:
            await Tenant.filter(id=world.acme.tenant.id).update(second_factor_required=True)
        visitor = await Visitor(app, world.acme).sign_in_staff(who.email)

        for endpoint, method, path in routes:
            response = await (visitor.get(path) if method == "GET" else visitor.post(path))
            assert response.status_code == (303 if method == "GET" else 401), (endpoint, method)
            assert response.headers.get("Location", "/staff/factor").startswith("/staff/factor"), endpoint

    @pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
    async def test_who_is_removed_or_demoted_meanwhile_is_refused(self, app: Quart, world: World, role: Role) -> None:
        """Each with a page open, judged after the answer to what was done to them."""
        routes = staff_routes(app, await addressed_of_acme(world))
        gone, demoted = [await a_staff_member(world.acme, role) for _ in range(2)]
        visitors = [await Visitor(app, world.acme).sign_in_staff(who.email) for who in (gone, demoted)]
        olive = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, Role.OWNER)).email)
        assert (await olive.post(f"/staff/team/{gone.id}/remove")).status_code == 303
        assert (await olive.post(f"/staff/team/{demoted.id}/role", {"role": "member"})).status_code == 303

        for endpoint, method, path in routes:
            for visitor in visitors:
                response = await (visitor.get(path) if method == "GET" else visitor.post(path))
                assert response.status_code == (303 if method == "GET" else 401), (endpoint, method)
                assert response.headers.get("Location", "/staff/sign-in").startswith("/staff/sign-in"), endpoint

    async def test_no_request_that_starts_after_the_removal_is_answered(self, app: Quart, world: World) -> None:
        who = await a_staff_member(world.acme, Role.MEMBER)
        visitor = await Visitor(app, world.acme).sign_in_staff(who.email)
        olive = await Visitor(app, world.acme).sign_in_staff()
        ended = asyncio.Event()

        async def hammer() -> list[tuple[bool, int]]:
            seen = []
            while len(seen) < 200 and not (seen and seen[-1][0]):
                after = ended.is_set()
                seen.append((after, (await visitor.get("/staff/customers")).status_code))
            return seen

        hammering = [asyncio.create_task(hammer()) for _ in range(3)]
        await olive.post(f"/staff/team/{who.id}/remove")
        ended.set()

        assert {status for seen in await asyncio.gather(*hammering) for after, status in seen if after} <= {303}

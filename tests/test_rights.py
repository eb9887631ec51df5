"""Who may do what in the console: every route by every kind of person, from the table in tenants/rights.py."""

from collections.abc import Callable
from typing import Any

import pytest
from quart import Quart

from tenants.rights import RIGHTS, Right, may
from tenants.staff import Role
from tests.builders import a_staff_member
from tests.test_isolation import addressed_of_acme, addresses, answer
from tests.visitor import Visitor
from tests.world import World

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


STRANGERS: dict[str, Callable[[World, Quart], Any]] = {
    "nobody": lambda world, app: Visitor(app, world.acme),
    "a contact": lambda world, app: Visitor(app, world.acme).sign_in(),
    "the other company's owner": lambda world, app: _elsewhere(world, app, Role.OWNER),
    "the other company's member": lambda world, app: _elsewhere(world, app, Role.MEMBER),
}


async def _elsewhere(world: World, app: Quart, role: Role) -> Visitor:
    """Signed in at Bolt, and now at Acme's host with every cookie Bolt gave."""
    visitor = await Visitor(app, world.bolt).sign_in_staff((await a_staff_member(world.bolt, role)).email)
    here = Visitor(app, world.acme)
    for cookie in visitor.client.cookie_jar or ():
        here.client.set_cookie(here.host, cookie.name, cookie.value or "")
    return here


async def somebody(world: World, app: Quart, who: str) -> Visitor:
    made = STRANGERS[who](world, app)
    return made if isinstance(made, Visitor) else await made


class TestTable:
    def test_every_route_of_the_console_names_a_right(self, app: Quart) -> None:
        endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff.")}

        assert all(right_of(app, endpoint) in Right for endpoint in endpoints)

    def test_a_role_has_all_that_a_lower_one_has(self) -> None:
        assert RIGHTS[Role.MEMBER] < RIGHTS[Role.ADMIN] < RIGHTS[Role.OWNER]

    @pytest.mark.parametrize("right", [Right.ROLES, Right.STRIPE, Right.EXPORT, Right.DELETE])
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

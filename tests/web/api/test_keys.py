"""Who gets in: a program with a whole, living key of this very company, in the header, and only as far as its scopes."""

from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from quart import Quart

from settings import settings
from tenants import api_keys, team
from tenants.api_keys import Access, Scope
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.builders import a_staff_member
from tests.names import NOBODY
from tests.program import Answer, Program
from tests.visitor import Visitor
from tests.world import World
from web import pace

SAFE = {"GET", "HEAD", "OPTIONS"}


def routes(app: Quart) -> list[tuple[str, str, Scope]]:
    """Every route of the API as method, path and scope; ids are nobody's."""
    adapter = app.url_map.bind("x")
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            filled = {name: NOBODY if name != "external_id" else "none" for name in rule.arguments}
            path = adapter.build(rule.endpoint, filled).removeprefix("/api/v1")
            scope = app.view_functions[rule.endpoint].__dict__["spec"].scope
            found += [(method, path, scope) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return found


def is_turned_away(answer: Answer) -> bool:
    told = answer.headers.get("WWW-Authenticate") == "Bearer"
    return answer.status == 401 and told and answer.said["code"] == "key_invalid"


async def test_nobody_gets_in_without_a_key_anywhere(app: Quart, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BURST", 1e9)
    nobody = Program(app, world.acme, "")

    for method, path, _ in routes(app):
        assert is_turned_away(await nobody.send(method, path)), path


async def test_nothing_but_the_whole_living_key_gets_in(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    whole = program.key
    for wrong in (whole.swapcase(), whole[:9], whole[:-1], f"{whole}x", "pl_", "x" * 500, f"{whole} {whole}", "pl_é"):
        program.key = wrong
        assert is_turned_away(await program.get("/customers")), wrong

    for header in (whole, f"Basic {whole}", f"Token {whole}", "Bearer", ""):
        assert is_turned_away(await program.get("/customers", Authorization=header)), header


async def test_a_key_counts_in_the_header_alone(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    whole, program.key = program.key, ""

    for query in (f"key={whole}", f"access_token={whole}", f"api_key={whole}"):
        assert is_turned_away(await program.get(f"/customers?{query}")), query
    assert is_turned_away(await program.get("/customers", Cookie=f"__Host-session={whole}; __Host-staff={whole}"))
    assert is_turned_away(await program.get("/customers", X_Api_Key=whole))
    assert is_turned_away(await program.post("/customers", {"name": "Martha", "access_token": whole}))


async def test_two_keys_are_none(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    given = [("Host", urlsplit(world.acme.tenant.origin).netloc), *[("Authorization", f"Bearer {program.key}")] * 2]

    answer = await program.client.get("/api/v1/customers", headers=given, scheme="http")

    assert answer.status_code == 401


async def test_a_key_is_worth_nothing_at_another_company_or_at_the_base(app: Quart, world: World) -> None:
    acme = await Program.of(app, world.acme)
    at_bolt = Program(app, world.bolt, acme.key)

    assert is_turned_away(await at_bolt.get("/customers"))
    assert (await acme.get("/customers", Host=settings().base_host)).status == 404
    assert is_turned_away(await at_bolt.get("/customers", X_Tenant_ID=str(world.acme.tenant.id)))


async def test_a_session_opens_no_api_and_a_key_no_page(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    program = await Program.of(app, world.acme)

    assert (await olive.get("/api/v1/customers")).status_code == 401
    for path in ("/staff", "/invoices"):
        response = await program.client.get(
            path,
            headers={"Host": olive.host, "Authorization": f"Bearer {program.key}"},
            scheme="http",
        )
        assert response.status_code == 303, path


async def test_it_ends_at_once_with_the_key_and_with_its_maker(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    second = await a_staff_member(world.acme, Role.OWNER)
    async with acting_for(world.acme.tenant):
        [key] = await api_keys.listed()
        _, theirs = await api_keys.make("Theirs", {Scope.CUSTOMERS: Access.READ}, second.id)
    other = Program(app, world.acme, theirs)
    assert (await program.get("/customers")).status == (await other.get("/customers")).status == 200

    async with acting_for(world.acme.tenant):
        await api_keys.revoke(key.id)
        await team.remove(second.id, world.acme.owner.id)

    assert is_turned_away(await program.get("/customers"))
    assert is_turned_away(await other.get("/customers"))


async def test_a_key_does_what_its_scopes_say_and_nothing_else(
    app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every route against a key that may do everything but that, and one that may only that."""
    monkeypatch.setattr(pace, "BURST", 1e9)
    for scope in Scope:
        name = scope.replace("-", "_")
        others = {it.replace("-", "_"): Access.WRITE for it in Scope if it is not scope}
        reads = await Program.of(app, world.acme, **{name: Access.READ})
        without = await Program.of(app, world.acme, **others)
        for method, path, wanted in routes(app):
            if wanted is scope:
                assert await refused(without, method, path), (method, path)
                assert await refused(reads, method, path) is (method not in SAFE), (method, path)


async def refused(program: Program, method: str, path: str) -> bool:
    answer = await program.send(method, path, b"" if method in SAFE else {})
    assert answer.status != 429
    return answer.status == 403 and answer.said["code"] == "scope_missing"


async def test_a_strangers_record_answers_as_one_that_does_not_exist(app: Quart, world: World) -> None:
    program = await Program.of(app, world.bolt)
    there = await program.get(f"/customers/{world.acme.customer.id}")

    nowhere = await program.get(f"/customers/{NOBODY}")

    assert there.status == nowhere.status == 404
    assert there.said == nowhere.said


async def test_the_text_of_a_key_is_nowhere_in_the_database(
    app: Quart, world: World, admin: asyncpg.Connection
) -> None:
    program = await Program.of(app, world.acme)
    await program.post("/customers", {"name": "Martha"}, Idempotency_Key="once")

    tables = await admin.fetch("SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        found: Any = await admin.fetchval(
            f"SELECT count(*) FROM {table['name']} t WHERE t::text LIKE '%' || $1 || '%'",
            program.key[12:],
        )
        assert found == 0, table["name"]


async def test_who_asks_too_fast_is_told_when_to_go_on(
    app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BURST", 3.0)
    monkeypatch.setattr(pace, "RATE", 0.01)
    program, other = await Program.of(app, world.acme), await Program.of(app, world.bolt)

    answers = [await program.get("/customers") for _ in range(4)]

    assert [it.status for it in answers] == [200, 200, 200, 429]
    assert answers[3].said["code"] == "too_fast"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 100
    assert (await other.get("/customers")).status == 200


async def test_who_changes_their_address_within_a_network_asks_no_faster(
    app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BURST", 3.0)
    monkeypatch.setattr(pace, "RATE", 0.01)
    program = await Program.of(app, world.acme)
    said = {"Host": urlsplit(world.acme.tenant.origin).netloc, "Authorization": f"Bearer {program.key}"}

    answers = [
        await program.client.get(
            "/api/v1/customers", headers=said, scheme="http", scope_base={"client": (f"2001:db8::{number}", 4)}
        )
        for number in range(1, 5)
    ]

    assert [it.status_code for it in answers] == [200, 200, 200, 429]


@pytest.mark.parametrize("ending", ["", "/", "/nothing", "/customers/nothing"])
async def test_what_is_not_there_is_a_problem_document(app: Quart, world: World, ending: str) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.get(ending)

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.said["code"] == "not_found"

"""What programs send is read strictly: anything that is not declared, or could be meant two ways, is refused."""

import json

import pytest
from quart import Quart

from tests.program import Program
from tests.world import World

DEEP = b'{"name": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "unreadable_json"),
        (b"[]", 400, "unreadable_json"),
        (b'"Martha"', 400, "unreadable_json"),
        (b"\xef\xbb\xbf{}", 400, "unreadable_json"),
        ('{"name": "Martha"}'.encode("utf-16"), 400, "unreadable_json"),
        (b'{"name": "\xff"}', 400, "unreadable_json"),
        (b'{"name": NaN}', 400, "unreadable_json"),
        (b'{"name": 1e400}', 422, "invalid"),
        (b'{"name": ' + b"1" * 5_000 + b"}", 400, "unreadable_json"),
        (DEEP, 400, "unreadable_json"),
        (b'{"name": ' + b"[" * 30 + b"]" * 30 + b"}", 400, "unreadable_json"),
        (b'{"name": "a", "name": "b"}', 400, "bad_request"),
        (b'{"name": "a\\u0000b"}', 400, "bad_request"),
        (b'{"name": "\\ud800"}', 400, "bad_request"),
        (b'{"na\\u0000me": "a"}', 400, "bad_request"),
        (b'{"name": "a"} trailing', 400, "unreadable_json"),
        (b'{"name": 1}', 422, "invalid"),
        (b'{"name": true}', 422, "invalid"),
        (b'{"name": ["a"]}', 422, "invalid"),
        (b'{"name": null}', 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"name": "' + b"x" * 200 + b'"}', 422, "invalid"),
    ],
    ids=lambda it: None if isinstance(it, int | str) else repr(it[:24]),
)
async def test_it_refuses(app: Quart, world: World, body: bytes, status: int, code: str) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.post("/customers", body)

    assert (answer.status, answer.said["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name", ["id", "tenant_id", "created_at", "balance", "role", "status", "stripe_account", "reminds"]
)
async def test_it_takes_no_name_that_is_not_declared(app: Quart, world: World, name: str) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.post("/customers", {"name": "Martha", name: "1"})

    assert answer.status == 422
    assert name in answer.said["detail"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=MjAyNg==", "name=Martha", "limit=1e9"],
)
async def test_it_takes_no_query_that_is_not_declared(app: Quart, world: World, query: str) -> None:
    program = await Program.of(app, world.acme)

    assert (await program.get(f"/customers?{query}")).status in {400, 422}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/json; charset=utf-16"},
        {"Content_Encoding": "gzip"},
    ],
    ids=["form", "text", "charset", "gzip"],
)
async def test_it_takes_nothing_but_json(app: Quart, world: World, headers: dict[str, str]) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.post("/customers", json.dumps({"name": "Martha"}).encode(), **headers)

    assert answer.status == 415


async def test_a_field_that_is_wrong_is_named(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.post("/customers", {"name": 7})

    assert answer.said["errors"] == [{"field": "name", "message": "Expected `str`, got `int`"}]


async def test_a_field_that_is_missing_or_that_nobody_declared_is_named_too(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    for said, field in (({}, "name"), ({"name": "Martha", "nam": "Cole"}, "nam")):
        assert (await program.post("/customers", said)).said["errors"][0]["field"] == field


async def test_a_body_that_is_too_large_is_refused(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    assert (await program.post("/customers", {"name": "x" * 300_000})).status == 413


async def test_other_methods_are_refused(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.send("DELETE", "/customers")

    assert answer.status == 405
    assert answer.said["code"] == "method_not_allowed"

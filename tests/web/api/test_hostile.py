"""Whatever a program sends is answered in words: never by an error of ours, and never with a trace of another company."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from tenants.isolation import acting_for
from tests.builders import a_draft, one_of_each
from tests.names import NOBODY
from tests.program import Answer, Program
from tests.test_isolation import ARGUMENTS
from tests.world import World
from web import pace
from web.api.reference import document

DRAFT = "draft"
LEFT_OUT = {"estimate_id", "option"}
"""What a record has only in a certain state, which ours are not in."""
EACH = 5
"""How many hostile values each field gets; over all fields each value has its turn."""
HOSTILE = (
    None, True, 0, -1, 10**12, 10**30, 1.5, "", " ", "x" * 5_000, "\u202e\u0007", "{{7*7}}", "%s%(x)s{0}", "2026-13-45",
    "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", str(NOBODY), "../..", "' OR 1=1 --", [], {},
    [None], [[]], [str(NOBODY)] * 300, {"amount": 10**12, "currency": "USD"}, {"amount": 1, "currency": "ZZZ"},
    {"a": {"b": {}}}, "999999.999", "-0", "1e5", "\u0661",
)  # fmt: skip


def sample(schema: dict[str, Any], shapes: dict[str, Any], ids: dict[str, str], name: str = "") -> Any:
    """Something the schema takes; ids are those of records that are there."""
    if "$ref" in schema:
        return sample(shapes[schema["$ref"].rpartition("/")[2]], shapes, ids, name)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], shapes, ids, name)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "uuid":
        return ids.get(name.removesuffix("s"), str(NOBODY))
    kind = schema.get("type")
    if kind == "object":
        return {
            field: sample(it, shapes, ids, field)
            for field, it in schema.get("properties", {}).items()
            if field in schema.get("required", ()) or field == "lines"
        }
    if kind == "array":
        return [sample(schema["items"], shapes, ids, name)]
    if name == "external_id":
        return ids.get("elsewhere") or f"elsewhere-{uuid4()}"
    plain = {"integer": 1, "boolean": True, "number": 1, "null": None}
    texts = {"currency": "USD", "quantity": "1", "language": "es", "phone": "+1 217 555 0100", **ids}
    return plain.get(str(kind), texts.get(name) or texts.get(str(schema.get("format"))) or "good")


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a body something stands."""
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def with_value(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    head, *rest = path
    changed: Any = dict(body) if isinstance(body, dict) else list(body)
    changed[head] = with_value(changed[head], tuple(rest), value) if rest else value
    return changed


def is_answered_in_words(answer: Answer) -> bool:
    if answer.status < 400:
        return True
    return answer.status < 500 and answer.headers["Content-Type"] == "application/problem+json" and bool(answer.said)


async def addressed(world: World) -> dict[str, str]:
    """The ids in the API's addresses, and in its bodies: of one record of Acme's each."""
    async with acting_for(world.acme.tenant):
        rows = {type(row): row for row in await one_of_each(world.acme)}
        draft = await a_draft(world.acme.customer)
    ids = {name: str(find(rows)) for name, find in ARGUMENTS.items() if name.endswith("_id")}
    today, now = world.acme.tenant.today(), datetime.now(UTC)
    return {
        **ids,
        DRAFT: str(draft.id),
        "date": today.isoformat(),
        "date-time": now.isoformat(),
        "ends_at": (now + timedelta(hours=2)).isoformat(),
        "email": f"new.{world.acme.contact.email}",
        "emails": world.acme.owner.email,
    }


def filled(path: str, ids: dict[str, str], method: str = "") -> str:
    if path == "/invoices/{invoice_id}/send" or (path, method) == ("/invoices/{invoice_id}", "patch"):
        return path.replace("{invoice_id}", ids[DRAFT])
    for name, id_ in ids.items():
        path = path.replace("{" + name + "}", id_)
    assert "{" not in path
    return path


@pytest.mark.timeout(600)
async def test_no_value_of_any_field_brings_an_error_of_ours(
    app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BURST", 1e9)
    program, ids, values, wrong = await Program.of(app, world.acme), await addressed(world), cycle(HOSTILE), []
    async with app.test_request_context("/"):
        said = document("http://x")
    tried, taken = count(), Counter[int]()
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            address = filled(path, ids, method)
            body = operation.get("requestBody")
            for name in [it["name"] for it in operation["parameters"] if it["in"] == "query"]:
                for value in islice(values, EACH):
                    answer = await program.client.get(
                        f"/api/v1{address}",
                        query_string={name: str(value)},
                        headers={"Host": host(world), "Authorization": f"Bearer {program.key}"},
                        scheme="http",
                    )
                    next(tried)
                    if answer.status_code >= 500:
                        wrong.append((method, path, name, value))
            if body is None:
                continue
            whole = sample(body["content"]["application/json"]["schema"], said["components"]["schemas"], ids)
            whole |= optional(body, said, ids)
            taken[(await program.send(method.upper(), address, whole)).status] += 1
            for place in places(whole):
                for value in islice(values, EACH):
                    sent = with_value(whole, place, value)
                    heard = await program.send(method.upper(), address, sent)
                    next(tried)
                    if not is_answered_in_words(heard):
                        wrong.append((method, path, place, value))
    assert wrong == []
    assert next(tried) > 1_000
    assert taken[200] + taken[201] > taken.total() / 2, taken  # what they are tried in is good but for them


def optional(body: dict[str, Any], said: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """The fields that may be left out, each with something it takes."""
    shapes = said["components"]["schemas"]
    shape = shapes[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    return {name: sample(it, shapes, ids, name) for name, it in shape["properties"].items() if name not in LEFT_OUT}


def host(world: World) -> str:
    return world.acme.tenant.first_origin.partition("//")[2]


async def test_every_record_of_another_company_answers_as_one_that_does_not_exist(
    app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address of the API with an id in it, and every id in a body, tried by a key that may do everything at Bolt."""
    monkeypatch.setattr(pace, "BURST", 1e9)
    program, ids = await Program.of(app, world.bolt), {**await addressed(world), "elsewhere": "E-1"}
    async with app.test_request_context("/"):
        said = document("http://x")
    nobodys = {name: str(NOBODY) if name.endswith("_id") or name == DRAFT else value for name, value in ids.items()}
    tried = 0
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            bodies = [None, None]
            if body := operation.get("requestBody"):
                schema, shapes = body["content"]["application/json"]["schema"], said["components"]["schemas"]
                bodies = [sample(schema, shapes, it) | optional(body, said, it) for it in (ids, nobodys)]
            answers = [
                await program.send(method.upper(), filled(path, its), sent)
                for its, sent in zip((ids, nobodys), bodies, strict=True)
            ]
            if "{" in path.replace("{external_id}", "") or bodies[0] != bodies[1]:
                assert answers[0].status == answers[1].status, (method, path)
                assert answers[0].status in {404, 409, 422}, (method, path, answers[0])
                assert answers[0].said == answers[1].said, (method, path)
                tried += 1
    assert tried > 30

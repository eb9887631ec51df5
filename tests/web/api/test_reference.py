"""The reference is read off the code: what it says is what is answered."""

import json
import re
from typing import Any
from uuid import uuid4

from quart import Quart

from tests.program import Program
from tests.visitor import Visitor
from tests.world import World


async def reference(app: Quart, world: World) -> dict[str, Any]:
    response = await Visitor(app, world.acme).get("/api/v1/openapi.json")
    assert response.status_code == 200
    said: dict[str, Any] = json.loads(await response.get_data(as_text=True))
    return said


async def test_it_names_every_route_and_no_other(app: Quart, world: World) -> None:
    said = await reference(app, world)

    named = {(method.upper(), path) for path, methods in said["paths"].items() for method in methods}
    assert said["openapi"] == "3.1.0"
    assert len(named) == sum(
        len((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    )


async def test_every_shape_it_points_to_is_there(app: Quart, world: World) -> None:
    said = await reference(app, world)
    pointed = {part.split('"')[0] for part in json.dumps(said).split("#/components/schemas/")[1:]}

    assert pointed <= said["components"]["schemas"].keys()
    assert [name for name in said["components"]["schemas"] if "." in name or "tenants" in name] == []


async def test_every_moment_is_told_as_one(app: Quart, world: World) -> None:
    said = await reference(app, world)

    moments = [
        (shape, name, field)
        for shape, schema in said["components"]["schemas"].items()
        for name, field in schema.get("properties", {}).items()
        if name.endswith("_at")
    ]
    assert len(moments) > 20
    assert [it for it in moments if "date-time" not in json.dumps(it[2])] == []


async def test_every_operation_says_what_it_is_for(app: Quart, world: World) -> None:
    said = await reference(app, world)

    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert "Wants the scope" in operation["description"]


async def test_it_is_a_page_too_that_anybody_may_read(app: Quart, world: World) -> None:
    response = await Visitor(app, world.acme).get("/api/v1/docs")
    text = await response.get_data(as_text=True)

    assert response.status_code == 200
    assert "/customers/{customer_id}" in text
    assert world.acme.tenant.first_origin in text


async def test_what_is_answered_has_the_fields_it_names(app: Quart, world: World) -> None:
    said = await reference(app, world)
    program = await Program.of(app, world.acme)

    answer = (await program.get(f"/customers/{world.acme.customer.id}")).said

    assert answer.keys() == said["components"]["schemas"]["Customer"]["properties"].keys()


async def test_it_wants_a_body_where_one_is_wanted(app: Quart, world: World) -> None:
    said, program = await reference(app, world), await Program.of(app, world.acme)
    bodies = [
        (method.upper(), path, operation["requestBody"]["required"])
        for path, methods in said["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation
    ]

    refused = [
        (method, path, (await program.send(method, re.sub("{[a-z_]+}", str(uuid4()), path))).status == 422)
        for method, path, _ in bodies
    ]

    assert refused == bodies
    assert {needed for *_, needed in bodies} == {True, False}

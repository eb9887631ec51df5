"""The reference: an OpenAPI document read off the endpoints themselves, and the same as a page."""

import inspect
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from quart import Blueprint, Response, current_app
from werkzeug.routing import Rule

from web.api.endpoint import RETRIED, Spec
from web.api.reference_words import nouns, shapes
from web.api.shapes import Shape
from web.door import here
from web.pages import page
from web.same_origin import SAFE

BASE = "/api/v1"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
TYPES = {"uuid": {"type": "string", "format": "uuid"}}
REFERENCE = "#/components/schemas/{name}"
INTRODUCTION = """
Send a key of your company in the Authorization header of every request: `Authorization: Bearer pl_…`. Keys are made in
the console under Settings > API keys, with what each may read and write.

Money is in minor units (cents) of an ISO 4217 currency, moments are RFC 3339 in UTC, dates are plain. Lists come a page
at a time, the newest first: ask again with `cursor` set to `next_cursor`. Names that are not in this document are
refused, never ignored.

Send an `Idempotency-Key` with a POST and repeat it safely: for 48 hours the same request has the same answer, and one
effect. Errors are problem documents (RFC 9457); rely on their `code`, not on their words.
""".strip()

blueprint = Blueprint("api_reference", __name__, url_prefix=BASE)


class FieldError(Shape):
    """What one field was refused for."""

    field: str
    message: str


class Problem(Shape):
    """Why a request was refused. `code` stays the same for ever; `errors` name the fields it is about."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] = msgspec.field(default_factory=list)


@blueprint.get("/openapi.json")
async def openapi() -> Response:
    return Response(msgspec.json.encode(document(here().first_origin)), content_type="application/json")


@blueprint.get("/docs")
async def docs() -> Response:
    said = document(here().first_origin)
    example = f'curl {here().first_origin}{BASE}/customers -H "Authorization: Bearer pl_…"'
    return page("api/reference.html", nouns=nouns(said), shapes=shapes(said), example=example)


def document(origin: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the API at `origin`."""
    rules = _rules()
    said = {Problem, *(shape for _, spec, _ in rules for shape in (spec.given, spec.gives, spec.wanted) if shape)}
    told = sorted(said - {type(None)}, key=str)
    named, components = called_apart(*msgspec.json.schema_components(told, ref_template=REFERENCE))
    schemas = dict(zip(told, named, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for rule, spec, handler in rules:
        for method in sorted(set(METHODS) & (rule.methods or set())):
            at = paths.setdefault(PART.sub(r"{\2}", rule.rule.removeprefix(BASE)), {})
            at[method.lower()] = _operation(rule, method, spec, handler, schemas, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Porchlight", "version": "1", "description": INTRODUCTION},
        "servers": [{"url": f"{origin}{BASE}"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "pl_…"}},
        },
    }


def called_apart(named: Any, components: Any) -> tuple[list[Any], dict[str, Any]]:
    """Two shapes of one name are told apart by their noun, and not by where we keep them."""
    said = msgspec.json.encode([named, components]).decode()
    for name in components:
        first, *rest = name.replace("_", ".").split(".")
        if first == "tenants":
            said = said.replace(name, f"{rest[0].capitalize()}{rest[-1]}")
    found: tuple[list[Any], dict[str, Any]] = tuple(msgspec.json.decode(said))
    return found


def _rules() -> list[tuple[Rule, Spec, Any]]:
    views = current_app.view_functions
    found = [(it, views[it.endpoint]) for it in current_app.url_map.iter_rules() if it.endpoint.startswith("api.")]
    return [(rule, view.__dict__["spec"], view) for rule, view in found]


def _operation(
    rule: Rule, method: str, spec: Spec, handler: Any, schemas: dict[Any, Any], components: dict[str, Any]
) -> dict[str, Any]:
    noun = rule.rule.removeprefix(BASE).split("/")[1]
    words = inspect.cleandoc(handler.__doc__ or "")
    access = "read" if method in SAFE else "write"
    said: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix("api.").replace(".", "_"),
        "tags": [noun],
        "summary": words.partition(".")[0],
        "x-scope": f"{spec.scope}:{access}",
        "description": f"{words}\n\nWants the scope `{spec.scope}:{access}`.",
        "parameters": [*_parts(rule.rule), *_query(spec, components), *_headers(method)],
        "responses": _responses(spec, schemas),
    }
    if spec.given:
        needed = bool(components[spec.given.__name__]["required"])  # without a body, everything is left as it is
        said["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schemas[spec.given]}}}
    return said


def _parts(rule: str) -> Iterable[dict[str, Any]]:
    for kind, name in PART.findall(rule):
        yield {"name": name, "in": "path", "required": True, "schema": TYPES.get(kind, {"type": "string"})}


def _query(spec: Spec, components: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if spec.wanted:
        for name, schema in components[spec.wanted.__name__]["properties"].items():
            yield {"name": name, "in": "query", "required": False, "schema": schema}


def _headers(method: str) -> Iterable[dict[str, Any]]:
    if method in RETRIED:
        schema = {"type": "string", "pattern": "^[ -~]+$", "maxLength": 255}
        yield {"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}


def _responses(spec: Spec, schemas: dict[Any, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"default": _answer("Refused", {"$ref": "#/components/schemas/Problem"}, "problem+json")}
    if spec.makes:
        said["201"] = _answer("Made", schemas[spec.gives])
    if spec.gives_known:
        is_nothing = spec.gives is type(None)
        said["204" if is_nothing else "200"] = (
            {"description": "Done"} if is_nothing else _answer("Done", schemas[spec.gives])
        )
    return said


def _answer(words: str, schema: Any, kind: str = "json") -> dict[str, Any]:
    return {"description": words, "content": {f"application/{kind}": {"schema": schema}}}

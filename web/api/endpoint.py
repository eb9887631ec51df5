"""An endpoint: what it takes and gives stands in its signature, where the reference reads it too."""

import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import wraps
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from quart import Response, request

from tenants import api_keys
from tenants.api_keys import Asked, Kept, Scope
from tenants.errors import Invalid, Unusable
from tenants.isolation import acting_for
from web import json_body
from web.api.shapes import Misread, Shape
from web.door import here
from web.keyed import holder

Handler = Callable[..., Awaitable[Any]]
GIVEN, WANTED = "given", "wanted"
"""The parameters that the body and the query become."""
RETRIED = frozenset({"POST"})
"""Made again they would do it again; the others say the same twice."""
AT = " - at `"
FIELD = re.compile(r"field `([^`]+)`$")

Said = TypeVar("Said", bound=Shape)


@dataclass(frozen=True, slots=True)
class Made(Generic[Said]):
    """Something new, and the path it is at from here on."""

    shape: Said
    path: str


@dataclass(frozen=True, slots=True)
class Spec:
    """What an endpoint takes and gives; `makes` says that what it gives may be new."""

    scope: Scope
    given: Any
    wanted: Any
    gives: Any
    makes: bool
    gives_known: bool


def endpoint(scope: Scope) -> Callable[[Handler], Handler]:
    """Let programs reach this whose key has `scope`: to read for safe methods, to write for the others.

    A parameter `given` is the body, `wanted` the query, the others parts of the path.
    """

    def mark(handler: Handler) -> Handler:
        spec = spec_of(scope, handler)
        # Who talks to the outside world opens units of work of their own: their effects are safe to ask for twice.
        unit = own_unit if "outside" in handler.__dict__ else nullcontext

        @wraps(handler)
        async def answer(**parts: Any) -> Response:
            asked = await _asked() if request.method in RETRIED and "Idempotency-Key" in request.headers else None
            if asked and (kept := await _recall(asked, unit)):
                return _response(kept, is_again=True)
            said = _kept(await handler(**parts, **_read(spec)))
            if asked:
                async with unit():
                    await api_keys.keep(asked, said)
            return _response(said)

        answer.__dict__["spec"] = spec
        return answer

    return mark


def own_unit() -> AbstractAsyncContextManager[object]:
    return acting_for(here())


async def _recall(asked: Asked, unit: Callable[[], AbstractAsyncContextManager[object]]) -> Kept | None:
    async with unit():
        return await api_keys.recall(asked)


def spec_of(scope: Scope, handler: Handler) -> Spec:
    hints = get_type_hints(handler, include_extras=True)
    answers = _alternatives(hints["return"])
    made = [get_args(it)[0] for it in answers if get_origin(it) is Made]
    known = [it for it in answers if get_origin(it) is not Made]
    return Spec(scope, hints.get(GIVEN), hints.get(WANTED), (made or known)[0], bool(made), bool(known))


def _alternatives(hint: Any) -> list[Any]:
    return list(get_args(hint)) if get_origin(hint) in {Union, UnionType} else [hint]


def _read(spec: Spec) -> dict[str, Any]:
    """What the request says, as the endpoint takes it. Raises Invalid, naming the field."""
    if spec.wanted is None and request.args:
        raise Invalid(next(iter(request.args)), "This address takes no such parameter.")
    if spec.given is None and json_body.sent():
        raise Invalid(next(iter(json_body.sent())), "This address takes nothing in its body.")
    found = {}
    if spec.given is not None:
        found[GIVEN] = _converted(json_body.sent(), spec.given, strict=True)
    if spec.wanted is not None:
        found[WANTED] = _converted(request.args.to_dict(), spec.wanted, strict=False)
    return found


def _converted(said: dict[str, Any], shape: Any, *, strict: bool) -> Any:
    try:
        return msgspec.convert(said, shape, strict=strict)
    except msgspec.ValidationError as error:
        words, _at, place = str(error).partition(AT)
        within = place.rstrip("`").removeprefix("$").removeprefix(".")
        # Of a name that is missing, or that nobody declared, only the words tell.
        name = about[1] if (about := FIELD.search(words)) else ""
        raise Misread(f"{within}.{name}" if within and name else within or name, words) from error


async def _asked() -> Asked:
    given = request.headers.getlist("Idempotency-Key")
    if len(given) != 1:
        raise Unusable("Send one Idempotency-Key.")
    return Asked(holder().key_id, request.path[:200], given[0], cast("bytes", await request.get_data()))


def _kept(said: Any) -> Kept:
    if isinstance(said, NoneType):
        return Kept(204, b"", "")
    if isinstance(said, Made):
        return Kept(201, msgspec.json.encode(said.shape), said.path)
    return Kept(200, msgspec.json.encode(said), "")


def _response(said: Kept, *, is_again: bool = False) -> Response:
    response = Response(said.body, status=said.status, content_type="application/json")
    if said.path:
        response.headers["Location"] = said.path
    if is_again:
        response.headers["Idempotent-Replayed"] = "true"
    return response

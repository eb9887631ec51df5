"""What a program sends: one JSON object of text a database can keep, each name once, no deeper than anybody writes."""

import json
from typing import Any, cast

from quart import Request, g
from werkzeug.exceptions import UnsupportedMediaType

from web.plain_text import Repeated, Unstorable, is_storable, refuse_unreadable_query
from web.same_origin import SAFE

JSON = "application/json"
DEEPEST = 20


class Unreadable(Unstorable):
    """It is no JSON, or none that could be meant."""

    code = "unreadable_json"


async def read(request: Request) -> None:
    """Read the whole request; what it says is then `sent()`.

    Raises Unreadable, Unstorable, Repeated, and werkzeug's 408, 413 and 415.
    """
    refuse_unreadable_query(request)
    g.sent = {}
    if request.method in SAFE:
        return
    body = cast("bytes", await request.get_data())
    if not body:
        return  # some acts take nothing
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != JSON or charset != "utf-8" or request.headers.get("Content-Encoding"):
        raise UnsupportedMediaType
    g.sent = _parsed(body)


def sent() -> dict[str, Any]:
    """What this request says: the object in its body."""
    said: dict[str, Any] = g.sent
    return said


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is no JSON that could be read.") from error
    if not isinstance(found, dict):
        raise Unreadable("An object is wanted: {…}")
    _check(found, DEEPEST)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Repeated("Something was sent twice, with two meanings.")
    return made


def _refuse(name: str) -> None:
    raise ValueError(name)


def _check(value: Any, depth: int) -> None:
    if not depth:
        raise Unreadable("This is nested too deeply.")
    if isinstance(value, str):
        if not is_storable(value):
            raise Unstorable("Something in what was sent cannot be read as text.")
    elif isinstance(value, dict):
        for name, each in value.items():
            _check(name, depth)
            _check(each, depth - 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, depth - 1)

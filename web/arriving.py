"""What is said of a photo that arrives piece by piece: how far it has come, or why it cannot be taken."""

from typing import Any

import orjson
from quart import Response

from tenants.errors import Conflict, DomainError, Expired, Invalid, TooMany, Unavailable
from tenants.uploads import Upload
from web.language import sentence

SAID = (Invalid, Conflict, Expired, TooMany, Unavailable)
"""Errors that a script tells the person."""


def stands(arriving: Upload, status: int = 200) -> Response:
    photo = str(arriving.photo_id) if arriving.photo_id else None
    return json_answer(status, id=str(arriving.id), offset=arriving.received, size=arriving.size, photo=photo)


def refused(error: DomainError) -> Response:
    return json_answer(error.status, error=sentence(error))


def json_answer(status: int, **facts: Any) -> Response:
    return Response(orjson.dumps(facts), status=status, content_type="application/json")


def number(text: str) -> int:
    """A count of bytes; anything else is one that never fits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

"""What a request may hold: text a database can keep, each name once, in a form without files."""

from collections.abc import Iterable
from typing import cast

from quart import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from tenants.errors import DomainError
from web.same_origin import SAFE

FORMS = frozenset({"", "application/x-www-form-urlencoded"})
MOST_FIELDS = 100  # many names are cheap to send and dear to sort


class Unstorable(DomainError):
    """Something in the request is not text."""


class Repeated(DomainError):
    """One name came with two values, and which of them counts would be a guess."""


async def refuse_unreadable(request: Request, most: int = MOST_FIELDS) -> None:
    """Read the whole request, a form of at most `most` fields.

    Raises Unstorable, Repeated, and werkzeug's 408, 413 and 415.
    """
    refuse_unreadable_query(request)
    refuse_unusable(await _form(request, most))


def refuse_unreadable_query(request: Request) -> None:
    """The same of what the address says, where there is no form."""
    _refuse_unstorable([("path", request.path)])
    _refuse_many(request.query_string, MOST_FIELDS)
    refuse_unusable(request.args)


def refuse_unusable(fields: MultiDict[str, str]) -> None:
    """Raise Unstorable and Repeated for fields that were read otherwise."""
    if any(len(values) > 1 for values in fields.listvalues()):
        raise Repeated("Something was sent twice, with two meanings.")
    _refuse_unstorable(fields.items())


async def _form(request: Request, most: int) -> MultiDict[str, str]:
    """What was typed. Forms with files are refused: nothing of ours takes one, and they would fill the disk."""
    if request.method in SAFE:
        return MultiDict()
    if request.mimetype not in FORMS:
        raise UnsupportedMediaType
    _refuse_many(cast("bytes", await request.get_data()), most)
    form: MultiDict[str, str] = await request.form
    return form


def _refuse_many(encoded: bytes, most: int) -> None:
    if encoded.count(b"&") >= most:
        raise RequestEntityTooLarge


def _refuse_unstorable(fields: Iterable[tuple[str, str]]) -> None:
    for name, value in fields:
        if not (is_storable(name) and is_storable(value)):
            raise Unstorable("Something in what was sent cannot be read as text.")


def is_storable(text: str) -> bool:
    """Whether a database can keep it."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

"""A form with files, read in memory and never to the disk: for the few pages that take files without scripts."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext
from typing import NamedTuple, cast

from quart import request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from web.door import here
from web.places import place
from web.plain_text import refuse_unreadable, refuse_unusable
from web.signed_in import session_id
from web.uploads import Incoming

MULTIPART = "multipart/form-data"
MOST_FIELD_BYTES = 256 * 1024
MOST_PARTS = 60
SLICE = 64 * 1024


class Chosen(NamedTuple):
    """A file that was chosen, under the name it had."""

    name: str
    body: bytearray


class Form(NamedTuple):
    fields: MultiDict[str, str]
    files: list[Chosen]


@asynccontextmanager
async def in_turn() -> AsyncIterator[None]:
    """Hold a place for large bodies as long as this request's is in memory; an ordinary form needs none.

    Raises TooMany and Unavailable.
    """
    is_large = cast("Incoming", request).is_large
    async with place(here().id, session_id()) if is_large else nullcontext():
        yield


async def received(limit: int) -> Form:
    """This request's form, of at most `limit` bytes. For handlers marked `uploads`.

    Raises Unstorable, Repeated, and werkzeug's 400, 408, 411, 413 and 415.
    """
    if request.mimetype != MULTIPART:
        await refuse_unreadable(request)
        return Form(await request.form, [])
    body = await cast("Incoming", request).whole(limit)
    form = parsed(body, parse_options_header(request.content_type)[1].get("boundary", ""))
    refuse_unusable(request.args)
    refuse_unusable(form.fields)
    return form


def parsed(body: bytes | bytearray, boundary: str) -> Form:
    """The fields and files of a multipart body. Raises werkzeug's 400 and 413."""
    try:
        return _parsed(body, boundary.encode("latin-1"))
    except ValueError as error:
        raise BadRequest from error


def _parsed(body: bytes | bytearray, boundary: bytes) -> Form:
    fields: list[tuple[str, bytearray]] = []
    files: list[Chosen] = []
    into = bytearray()
    for event in _events(body, boundary):
        if isinstance(event, Field):
            into = bytearray()
            fields.append((event.name or "", into))
        elif isinstance(event, File):
            into = bytearray()
            files.append(Chosen(event.filename, into))
        elif isinstance(event, Data):
            into += event.data
    if sum(len(value) for _, value in fields) > MOST_FIELD_BYTES:
        raise RequestEntityTooLarge
    # A file field that was left empty comes as a file without name and content.
    typed = MultiDict((name, value.decode("utf-8", "replace")) for name, value in fields)
    return Form(typed, [it for it in files if it.name or it.body])


def _events(body: bytes | bytearray, boundary: bytes) -> Iterator[Event]:
    """What the body is made of, slice by slice, so that no second copy of the whole waits in a buffer."""
    if not boundary:
        raise ValueError
    decoder = MultipartDecoder(boundary, MOST_FIELD_BYTES, max_parts=MOST_PARTS)
    with memoryview(body) as whole:
        for start in range(0, len(whole) + SLICE, SLICE):
            decoder.receive_data(bytes(whole[start : start + SLICE]) or None)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                yield event
            if isinstance(event, Epilogue):
                return

"""A mail to a thread's address, as Postmark hands it over: once answered with 200 it is kept, or never will be."""

import asyncio
import logging
import re
from typing import Any, cast

from quart import Response, request

from tenants import directory, messages
from tenants.isolation import acting_for
from tenants.messages import Mail, NotTaken
from web.hooks import envelope, mail
from web.hooks.postmark import Unreadable, check_caller, read
from web.uploads import Incoming

log = logging.getLogger(__name__)

LARGEST = 50 * 1024 * 1024
"""Bytes of a mail with all that is attached to it."""
KEPT = 1024 * 1024
"""Bytes of it that are read: its words stand before what is attached."""
LONGEST_ID = 100
# Postmark writes what is attached last; within a text the quotes would have backslashes before them.
ATTACHED = re.compile(rb',\s*"Attachments"\s*:')


async def receive() -> Response:
    """Take one mail. One that is not taken is answered like the rest: its sender is told nothing, whoever it was."""
    check_caller()
    event = _event(await _body())
    reason = mail.refusal(event) or await _take(event)
    if reason:
        log.warning("a mail was not taken", extra={"reason": reason})
    return Response(status=200)


async def _take(event: dict[str, Any]) -> str | None:
    """Why the mail was not taken; None when it was."""
    token, sender = envelope.token(event), envelope.sender(event)
    external_id = event.get("MessageID")
    if not isinstance(external_id, str) or not external_id.isprintable():
        raise Unreadable
    tenant_id = messages.tenant_of(token)
    tenant = await directory.by_id(tenant_id) if tenant_id else None
    if tenant is None or sender is None:
        return NotTaken.NO_ADDRESS
    text, left_out = await asyncio.to_thread(mail.words, event), mail.has_files(event)
    if not text and not left_out:
        return "it is empty"
    async with acting_for(tenant):
        return await messages.received(Mail(token, sender, text, external_id[:LONGEST_ID], left_out=left_out))


async def _body() -> bytes | bytearray:
    incoming = cast("Incoming", request)
    if incoming.content_length is None:
        return cast("bytes", await request.get_data(cache=False))
    return await incoming.whole(LARGEST, kept=KEPT)


def _event(raw: bytes | bytearray) -> dict[str, Any]:
    """The mail; of a large one what stands before its attachments."""
    if len(raw) < KEPT:
        return read(raw)
    found = list(ATTACHED.finditer(raw))
    if not found:
        raise Unreadable
    return {**read(raw[: found[-1].start()] + b"}"), mail.CUT: True}

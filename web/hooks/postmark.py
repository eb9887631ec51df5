"""What Postmark says became of a mail: delivered, bounced, complained of. In any order, any number of times."""

import hmac
from typing import Any
from uuid import UUID

import orjson
from quart import Response, request
from werkzeug.datastructures import Authorization

from settings import settings
from tenants import directory, emails
from tenants.emails import Delivery
from tenants.errors import DomainError
from tenants.isolation import acting_for

CALLER = "postmark"
LONGEST_REASON = 500
LONGEST_ID = 100

KINDS = {"Delivery": Delivery.DELIVERED, "Bounce": Delivery.BOUNCED, "SpamComplaint": Delivery.COMPLAINED}
# The mail did not and will not arrive. The other types are delays, automatic replies and news about the address.
FINAL_BOUNCES = frozenset(
    {
        "HardBounce",
        "SoftBounce",
        "DnsError",
        "SpamNotification",
        "BadEmailAddress",
        "ManuallyDeactivated",
        "SMTPApiError",
        "Blocked",
        "DMARCPolicy",
        "TemplateRenderingFailed",
    }
)


class Unproven(DomainError):
    """Not Postmark. A 401, since Postmark itself tries again after one and not after a 403."""

    status = 401
    code = "unauthorized"


class Unreadable(DomainError):
    """Postmark sends JSON objects."""


async def receive() -> Response:
    """Take one event. What is not about a mail of ours is answered like the rest, and changes nothing."""
    check_caller()
    event = read(await request.get_data(cache=False))
    what = KINDS.get(str(event.get("RecordType")))
    if what and (what is not Delivery.BOUNCED or str(event.get("Type")) in FINAL_BOUNCES):
        await _hear(event, what)
    return Response(status=200)


def check_caller() -> None:
    """Raise Unproven for anybody but Postmark."""
    try:
        proof = request.authorization
    except ValueError as error:  # bytes that are no text at all
        raise Unproven from error
    if not _is_postmark(proof):
        raise Unproven


def _is_postmark(given: Authorization | None) -> bool:
    password = settings().postmark_webhook_password
    if not password or given is None or given.type != "basic":
        return False
    proof, wanted = f"{given.username}:{given.password}", f"{CALLER}:{password}"
    return hmac.compare_digest(proof.encode(errors="replace"), wanted.encode())


def read(body: str | bytes | bytearray) -> dict[str, Any]:
    """The JSON object of a call. Raises Unreadable."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict):
        raise Unreadable
    return event


async def _hear(event: dict[str, Any], what: Delivery) -> None:
    email_id, tenant_id = _id(event, "email"), _id(event, "tenant")
    message_id = _text(event.get("MessageID"))[:LONGEST_ID]
    tenant = await directory.by_id(tenant_id) if tenant_id else None
    if tenant and email_id and message_id:
        reason = "" if what is Delivery.DELIVERED else _text(event.get("Description"))
        async with acting_for(tenant):
            await emails.heard(email_id, message_id, what, reason)


def _id(event: dict[str, Any], name: str) -> UUID | None:
    metadata = event.get("Metadata")
    try:
        return UUID(metadata[name]) if isinstance(metadata, dict) else None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _text(value: object) -> str:
    return value.replace("\0", "")[:LONGEST_REASON] if isinstance(value, str) else ""

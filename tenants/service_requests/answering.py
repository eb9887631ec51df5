"""The company's acts: say that it was seen, say no, make work of it, close it, take it up again."""

from datetime import UTC, datetime

from tenants import activity
from tenants.errors import Conflict, Invalid
from tenants.isolation import TenantOwned
from tenants.lifecycle import move
from tenants.service_requests import letters
from tenants.service_requests.request import OPEN, RequestStatus, ServiceRequest

LONGEST_REASON = 2_000


async def acknowledge(request: ServiceRequest, *, by: str = "", at: datetime | None = None) -> None:
    """Say that the company has seen it: from now on the customer changes nothing. Raises Conflict.

    `at` is when, here and below: now, unless history is being entered.
    """
    at = at or datetime.now(UTC)
    await move(request, RequestStatus.SUBMITTED, RequestStatus.ACKNOWLEDGED, acknowledged_at=at)
    await activity.note(request, "acknowledged", by=by, customer_id=request.customer_id, at=at)
    await letters.acknowledged(request)


async def decline(request: ServiceRequest, reason: str, *, by: str = "", at: datetime | None = None) -> None:
    """Say no, with a reason the customer reads. Raises Invalid("reason"), Conflict."""
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise Invalid("reason", "Please say why: the customer reads it.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", "Please use %(most)s characters or fewer.", most=LONGEST_REASON)
    await _end(request, RequestStatus.CLOSED, at, closed_reason=reason)
    await activity.note(request, "declined", by=by, customer_id=request.customer_id, at=at)
    await letters.declined(request)


async def close(request: ServiceRequest, *, by: str = "", at: datetime | None = None) -> None:
    """Put it away: it was dealt with. Raises Conflict."""
    await _end(request, RequestStatus.CLOSED, at)
    await activity.note(request, "closed", by=by, customer_id=request.customer_id, at=at)


async def take_up(request: ServiceRequest, *, by: str = "") -> None:
    """Open a closed or declined request again. Raises Conflict."""
    changes = {"closed_at": None, "closed_reason": "", "acknowledged_at": request.acknowledged_at or datetime.now(UTC)}
    await move(request, RequestStatus.CLOSED, RequestStatus.ACKNOWLEDGED, **changes)
    await activity.note(request, "taken_up", by=by, customer_id=request.customer_id)


async def convert(request: ServiceRequest, into: TenantOwned, *, by: str = "", at: datetime | None = None) -> None:
    """Note that it became `into`, an estimate or a job, which tells the customer by its own letter. Raises Conflict."""
    about = type(into)._meta.db_table  # noqa: SLF001 - tortoise's own name for the table
    await _end(request, RequestStatus.CONVERTED, at, became={"about": about, "id": str(into.id)})
    await activity.note(request, "converted", by=by, customer_id=request.customer_id, at=at, into=about)


async def _end(request: ServiceRequest, how: RequestStatus, at: datetime | None, **changes: object) -> None:
    if request.status not in OPEN:
        raise Conflict("This request is not open any more.")
    await move(request, request.status, how, closed_at=at or datetime.now(UTC), **changes)

"""One estimate for the company: the version customers see, and the one they will see next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import orjson

from tenants import estimates
from tenants.errors import NotFound
from tenants.estimates import Contents, Document, Estimate, EstimateStatus, EstimateVersion, State, read, stored
from tenants.isolation import acting
from tenants.letterhead import letterhead


class Next(NamedTuple):
    """The version that was not sent yet, and what customers see until then."""

    contents: Contents
    current: Contents | None


async def look(estimate: Estimate) -> Document | None:
    """What the customer sees of it; None while nothing was sent."""
    if estimate.status is EstimateStatus.DRAFT:
        return None
    return await estimates.one(estimate.customer_id, estimate.id, acting().tenant.today())


async def upcoming(estimate: Estimate) -> Next | None:
    """The version that would be sent next; None where none was written."""
    numbers = (estimate.version, estimate.version + 1)
    versions = {it.number: it for it in await EstimateVersion.filter(estimate_id=estimate.id, number__in=numbers)}
    found, sent = versions.get(estimate.version + 1), versions.get(estimate.version)
    if found is None or found.sent_at:
        return None
    return Next(read(found.contents), read(sent.contents) if sent else None)


async def as_if_sent(estimate: Estimate) -> Document:
    """The next version as its customer would see it today. Raises NotFound."""
    found = await upcoming(estimate)
    if found is None:
        raise NotFound
    tenant, now = acting().tenant, datetime.now(UTC)
    until = found.contents.valid_until or tenant.today() + timedelta(days=tenant.days_to_answer)
    contents = replace(found.contents, valid_until=until, signature_required=tenant.signature_required)
    least, most = estimates.span(contents)
    row = {name: getattr(estimate, name) for name in estimate._meta.fields_map}  # noqa: SLF001 - the row as it is
    row |= {"version": estimate.version + 1, "valid_until": until, "title": contents.title, "answered_at": None}
    row |= {"least_total": least, "most_total": most, "total": None}
    row |= {"version_sent_at": now, "fingerprint": "", "sealed_for": None}
    return Document(
        record={**row, "contents": orjson.dumps(stored(contents)).decode(), "fresh_asked_at": None},
        state=State.SENT,
        contents=contents,
        frozen=await letterhead(estimate.customer_id, estimate.property_id),
        previous=found.current,
        answers=[],
        history=[],
        deposit=None,
    )


async def one(estimate_id: UUID) -> Estimate:
    """Raises NotFound."""
    estimate = await Estimate.get_or_none(id=estimate_id)
    if estimate is None:
        raise NotFound
    return estimate

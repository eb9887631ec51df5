"""The estimate and its versions: drafted, changed, sent. What was sent stays as it was sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import orjson
from tortoise import fields

from tenants import activity, numbering
from tenants.customers import Customer
from tenants.days import check_day
from tenants.errors import Conflict, Invalid, NotFound
from tenants.estimates.checking import check
from tenants.estimates.choosing import span
from tenants.estimates.contents import Contents, keyed, read, stored
from tenants.fingerprint import fingerprint
from tenants.isolation import TenantOwned, acting
from tenants.letterhead import letterhead

PREFIX = "E"


class EstimateStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Estimate(TenantOwned):
    """A priced offer, in versions. `version` is the one customers see, 0 while none was sent.

    `title`, `valid_until` and the range from `least_total` to `most_total` are that version's; `total` is what was
    accepted. `changes_asked_at` and `fresh_asked_at` say that the customer waits for another version.
    """

    customer_id = fields.UUIDField()
    property_id: Any = fields.UUIDField(null=True)
    number = fields.CharField(max_length=40)
    title = fields.CharField(max_length=160, default="")
    status = fields.CharEnumField(EstimateStatus, max_length=10, default=EstimateStatus.DRAFT)
    version = fields.IntField(default=0)
    valid_until: Any = fields.DateField(null=True)
    currency = fields.CharField(max_length=3)
    least_total = fields.BigIntField(default=0)
    most_total = fields.BigIntField(default=0)
    total: Any = fields.BigIntField(null=True)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at: Any = fields.DatetimeField(null=True)
    answered_at: Any = fields.DatetimeField(null=True)
    changes_asked_at: Any = fields.DatetimeField(null=True)
    fresh_asked_at: Any = fields.DatetimeField(null=True)
    deleted_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "estimate"


class EstimateVersion(TenantOwned):
    """What one version says: `contents` as JSON. It can be changed until it is sent, and never after.

    `frozen` is the letterhead of that day; `fingerprint` is of all of it, with whose it is. `sealed_for` is whose it
    was then, where that customer was merged into another since.
    """

    customer_id = fields.UUIDField()
    estimate_id = fields.UUIDField()
    number = fields.IntField()
    contents: Any = fields.JSONField()
    frozen: Any = fields.JSONField(null=True)
    fingerprint = fields.CharField(max_length=64, default="")
    sealed_for: Any = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "estimate_version"


# Whoever answered or sent meanwhile was first: then no row is left to update.
SEND = """
UPDATE estimate
   SET status = 'sent', version = version + 1, title = $4, valid_until = $5, least_total = $6, most_total = $7,
       total = NULL, sent_at = $8, answered_at = NULL, changes_asked_at = NULL, fresh_asked_at = NULL
 WHERE tenant_id = $1 AND id = $2 AND version = $3 AND status IN ('draft', 'sent', 'declined')
RETURNING 1
"""


# A version is written over until it is sent.
WRITE = """
INSERT INTO estimate_version (id, tenant_id, customer_id, estimate_id, number, contents, fingerprint, created_at)
VALUES ($1, $2, $3, $4, $5, $6, '', now())
ON CONFLICT (tenant_id, estimate_id, number) DO UPDATE SET contents = excluded.contents
 WHERE estimate_version.sent_at IS NULL
RETURNING id
"""


async def draft(
    customer: Customer, contents: Contents, *, property_id: UUID | None = None, external_id: str | None = None
) -> Estimate:
    """A draft with the company's next number. ValueError for contents nobody should be asked about."""
    contents = _ready(contents)
    least, most = span(contents)
    estimate = await Estimate.create(
        customer_id=customer.id,
        property_id=property_id,
        number=f"{PREFIX}{await numbering.take('estimate')}",
        title=contents.title,
        currency=contents.currency,
        least_total=least,
        most_total=most,
        external_id=external_id,
    )
    await _write(estimate, contents)
    return estimate


async def revise(estimate: Estimate, contents: Contents) -> EstimateVersion:
    """Write what the next version is to say; customers go on seeing the sent one until it is sent.

    ValueError for contents nobody should be asked about.
    """
    return await _write(estimate, _ready(contents))


async def held(estimate_id: UUID) -> Estimate:
    """The estimate, which nobody sends, answers or throws away before this unit of work ends. Raises NotFound."""
    estimate = await Estimate.filter(id=estimate_id, deleted_at=None).select_for_update().get_or_none()
    if estimate is None:
        raise NotFound
    return estimate


async def send(estimate: Estimate, *, by: str = "", at: datetime | None = None) -> EstimateVersion:
    """Freeze the next version and ask for an answer to it; share_links.send_estimate mails it too.

    `at` is when (now, unless history is being entered). Raises Conflict when there is nothing new to send or the
    estimate was accepted, Invalid("valid_until") when nobody could answer any more.
    """
    at = at or datetime.now(UTC)
    unsent = EstimateVersion.filter(estimate_id=estimate.id, number=estimate.version + 1, sent_at=None)
    next_one = await unsent.select_for_update().get_or_none()
    if next_one is None:
        raise Conflict("There is no new version to send.")
    contents = _sendable(read(next_one.contents), at.astimezone(acting().tenant.zone).date())
    await _move(estimate, contents, at)
    await _freeze(estimate, next_one, contents, at)
    await activity.note(estimate, "sent", by=by, customer_id=estimate.customer_id, at=at, version=next_one.number)
    return next_one


def printed(version: Mapping[str, Any]) -> str:
    """The fingerprint of a version, from its stored columns."""
    whose = {"customer_id": version["sealed_for"] or version["customer_id"]}
    return fingerprint({**whose, **{name: version[name] for name in ("estimate_id", "number", "contents", "frozen")}})


async def _move(estimate: Estimate, contents: Contents, at: datetime) -> None:
    least, most = span(contents)
    values = (estimate.version, contents.title, contents.valid_until, least, most, at)
    if await acting().row(SEND, acting().tenant.id, estimate.id, *values) is None:
        raise Conflict("This estimate has been answered or sent meanwhile.")
    await estimate.refresh_from_db()


async def _freeze(estimate: Estimate, version: EstimateVersion, contents: Contents, at: datetime) -> None:
    version.contents = stored(contents)
    version.frozen = await letterhead(estimate.customer_id, estimate.property_id)
    version.sent_at = at
    version.fingerprint = printed(vars(version))
    await version.save(update_fields=["contents", "frozen", "fingerprint", "sent_at"])


def _ready(contents: Contents) -> Contents:
    contents = replace(keyed(contents), currency=acting().tenant.currency)
    check(contents)
    check_day("valid_until", contents.valid_until)
    return contents


def _sendable(contents: Contents, today: date) -> Contents:
    until = contents.valid_until or today + timedelta(days=acting().tenant.days_to_answer)
    if until < today:
        raise Invalid("valid_until", "The last day to answer is today or later.")
    return replace(contents, valid_until=until, signature_required=acting().tenant.signature_required)


async def _write(estimate: Estimate, contents: Contents) -> EstimateVersion:
    words = orjson.dumps(stored(contents)).decode()
    values = (uuid4(), acting().tenant.id, estimate.customer_id, estimate.id, estimate.version + 1, words)
    row = await acting().row(WRITE, *values)
    if row is None:
        raise Conflict("This estimate has been answered or sent meanwhile.")
    return await EstimateVersion.get(id=row["id"])

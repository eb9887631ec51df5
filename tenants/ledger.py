"""LedgerEntry, PaymentAttempt and Refund: what Stripe says moved, what staff noted, and what is on its way.

Entries are append-only facts. Stripe's are keyed by its object id, so a duplicate, late or reordered event changes
nothing; those noted by hand are taken back by a counter-entry, once.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants.isolation import TenantOwned, acting
from tenants.standing import Movements


class Kind(StrEnum):
    """What an entry says. Amounts are signed minor units: what the customer paid is positive."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_CLOSED = "dispute_closed"
    MANUAL = "manual"
    MANUAL_UNDONE = "manual_undone"
    REFUND_UNDONE = "refund_undone"


class LedgerEntry(TenantOwned):
    """`entry_id` is the entry noted by hand that this one takes back, or whose money it gives back."""

    customer_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    attempt_id: Any = fields.UUIDField(null=True)
    kind = fields.CharEnumField(Kind, max_length=20)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    stripe_id: Any = fields.CharField(max_length=255, null=True)
    entry_id: Any = fields.UUIDField(null=True)
    method = fields.CharField(max_length=60, default="")
    note = fields.TextField(default="")
    at = fields.DatetimeField()
    recorded_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "ledger_entry"


class AttemptStatus(StrEnum):
    NEW = "new"
    OPEN = "open"
    PROCESSING = "processing"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELED = "canceled"


LIVE = (AttemptStatus.NEW, AttemptStatus.OPEN, AttemptStatus.PROCESSING, AttemptStatus.REQUIRES_ACTION)
MOVING = (AttemptStatus.PROCESSING, AttemptStatus.REQUIRES_ACTION)


class PaymentAttempt(TenantOwned):
    """One try to pay one invoice. The row exists before Stripe is called; at most one per invoice is LIVE.

    `read_at` is when Stripe was last asked about it, by the database's clock: what happened before is written down.
    `fee` is what Stripe and the installation kept of it, minor units, once Stripe says so.
    """

    customer_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    contact_id: Any = fields.UUIDField(null=True)
    share_link_id: Any = fields.UUIDField(null=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    status = fields.CharEnumField(AttemptStatus, max_length=20, default=AttemptStatus.NEW)
    stripe_account = fields.CharField(max_length=255)
    session_id: Any = fields.CharField(max_length=255, null=True)
    intent_id: Any = fields.CharField(max_length=255, null=True)
    checkout_url = fields.TextField(default="")
    checkout_expires_at: Any = fields.DatetimeField(null=True)
    method = fields.CharField(max_length=60, default="")
    expected_on: Any = fields.DateField(null=True)
    fee: Any = fields.BigIntField(null=True)
    failure = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    moved_at = fields.DatetimeField(auto_now_add=True)
    read_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "payment_attempt"


class RefundStatus(StrEnum):
    """New is asked for here; sent is on its way at Stripe."""

    NEW = "new"
    SENT = "sent"
    ARRIVED = "arrived"
    FAILED = "failed"


class Refund(TenantOwned):
    """Money we send back ourselves; the row, and with it the idempotency key, exists before Stripe is called.

    `reason` is one of ours, `note` what staff wrote about it.
    """

    customer_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    attempt_id = fields.UUIDField()
    amount = fields.BigIntField()
    reason = fields.CharField(max_length=40)
    note = fields.TextField(default="", db_default="")
    status = fields.CharEnumField(RefundStatus, max_length=10, default=RefundStatus.NEW)
    stripe_id: Any = fields.CharField(max_length=255, null=True)
    failure = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "refund"


# For use inside a query that has an invoice in scope as `i`: one row of sums for that invoice, as Movements reads it.
SUMS = """
LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE kind IN ('charge', 'manual', 'manual_undone')), 0)::bigint AS received,
           -coalesce(sum(amount) FILTER (WHERE kind IN ('refund', 'refund_failed', 'refund_undone')), 0)::bigint
               AS refunded,
           -coalesce(sum(amount) FILTER (WHERE kind IN ('dispute_withdrawn', 'dispute_reinstated')), 0)::bigint
               AS withdrawn,
           count(*) FILTER (WHERE kind = 'dispute_opened') > count(*) FILTER (WHERE kind = 'dispute_closed')
               AS in_dispute
      FROM ledger_entry e WHERE e.tenant_id = i.tenant_id AND e.invoice_id = i.id
) AS moved,
LATERAL (
    SELECT coalesce(sum(amount), 0)::bigint AS pending, min(expected_on) AS expected_on
      FROM payment_attempt a
     WHERE a.tenant_id = i.tenant_id AND a.invoice_id = i.id AND a.status IN ('processing', 'requires_action')
) AS moving
"""

SUM_COLUMNS = "received, refunded, withdrawn, in_dispute, pending, expected_on"


def movements(row: Mapping[str, Any]) -> Movements:
    """Movements from a row that selected SUM_COLUMNS."""
    return Movements(
        received=row["received"],
        refunded=row["refunded"],
        withdrawn=row["withdrawn"],
        in_dispute=row["in_dispute"],
        pending=row["pending"],
        expected_on=row["expected_on"],
    )


async def movements_of_each(invoice_ids: Collection[UUID]) -> dict[UUID, Movements]:
    """The same of several, by the invoice."""
    sql = f"SELECT i.id, {SUM_COLUMNS} FROM invoice i, {SUMS} WHERE i.tenant_id = $1 AND i.id = ANY($2)"  # noqa: S608
    return {row["id"]: movements(row) for row in await acting().rows(sql, acting().tenant.id, list(invoice_ids))}


async def movements_of(invoice_id: UUID) -> Movements:
    """What moved for an invoice the caller has before it. Raises ValueError for one that is not there."""
    (row,) = await acting().rows(f"SELECT {SUM_COLUMNS} FROM invoice i, {SUMS} WHERE i.id = $1", invoice_id)  # noqa: S608
    return movements(row)

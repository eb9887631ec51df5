"""Email: which letter goes to whom, about what, and what became of it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields

from tenants.isolation import TenantOwned, acting
from tenants.sections import shows_path
from tenants.tasks import Lane, later
from tenants.tenant import Tenant
from tenants.topics import topic_of


class Delivery(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    FAILED = "failed"
    EXPIRED = "expired"


class Email(TenantOwned):
    """`key` names the business event, so one event writes one email; `facts` are what the letter is about, raw.

    `contact_id` is whom it is for, where it is a contact; `resends_id` the email this one sends again.
    """

    key = fields.CharField(max_length=200)
    letter = fields.CharField(max_length=60)
    to_name = fields.CharField(max_length=160, default="")
    to_address = fields.CharField(max_length=254)
    customer_id: Any = fields.UUIDField(null=True)
    contact_id: Any = fields.UUIDField(null=True)
    about = fields.CharField(max_length=40, default="")
    about_id: Any = fields.UUIDField(null=True)
    facts: Any = fields.JSONField(default=dict)
    status = fields.CharEnumField(Delivery, max_length=12, default=Delivery.QUEUED)
    reason = fields.TextField(default="")
    provider_id: Any = fields.CharField(max_length=100, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at: Any = fields.DatetimeField(null=True)
    settled_at: Any = fields.DatetimeField(null=True)
    resends_id: Any = fields.UUIDField(null=True)

    @property
    def is_for_staff(self) -> bool:
        is_for_staff: bool = self.letter.startswith("staff_")
        return is_for_staff

    class Meta:
        table = "email"


WRITE = """
WITH reader AS (
     SELECT id, quiet FROM contact
      WHERE tenant_id = $2 AND customer_id = $7 AND email = $6::text AND removed_at IS NULL LIMIT 1)
INSERT INTO email (id, tenant_id, key, letter, to_name, to_address, customer_id, contact_id, about, about_id, facts,
                   status, reason, created_at)
SELECT $1, $2, $3, $4, $5, $6::text, $7, (SELECT id FROM reader), $8, $9, $10, 'queued', '', now()
 WHERE NOT EXISTS (SELECT 1 FROM reader WHERE quiet ? $11::text)
ON CONFLICT (tenant_id, key) DO NOTHING
RETURNING id
"""


async def write(
    letter: str,
    *,
    key: str,
    to: tuple[str, str],
    about: TenantOwned | Tenant,
    customer_id: UUID | None,
    facts: dict[str, Any],
    lane: Lane = Lane.MAIL,
) -> UUID | None:
    """Queue `letter` to `to` (name, address) once for `key`; None when that key was written before.

    Nothing is written that would lead to a section the company hides, nor to a contact who does without its topic.
    `facts` are JSON: {"amount": minor, "currency": "USD"} is money, keys ending in `_on` are ISO dates, `share_link`
    is the id of the ShareLink the letter's button opens, `path` a portal path it opens instead.
    """
    unit = acting()
    if not shows_path(unit.tenant, facts.get("path", "")):
        return None
    table = type(about)._meta.db_table  # noqa: SLF001 - tortoise's own name for the table
    name, address = to
    values = (uuid4(), unit.tenant.id, f"{letter}:{key}", letter, name, address, customer_id, table, about.id)
    facts_as_json = Email._meta.fields_map["facts"].to_db_value(facts, Email)  # noqa: SLF001
    row = await unit.row(WRITE, *values, facts_as_json, topic_of(letter))
    if row is None:
        return None
    await later("deliver_email", row["id"], lane=lane)
    return UUID(str(row["id"]))


SENT = """
UPDATE email
   SET status = CASE email.status WHEN 'queued' THEN 'sent' ELSE email.status END,
       provider_id = coalesce(email.provider_id, told.provider_id), sent_at = coalesce(email.sent_at, now())
  FROM unnest($1::uuid[], $2::text[]) AS told (id, provider_id)
 WHERE email.id = told.id
"""

NOT_SENT = """
UPDATE email SET status = $2, reason = $3, settled_at = now() WHERE id = $1 AND status = 'queued'
"""

# An event may come before we have noted that the mail was sent, or after the worker died between the two.
HEARD = """
UPDATE email
   SET status = $3, reason = $4, provider_id = $2, sent_at = coalesce(sent_at, now()), settled_at = now()
 WHERE id = $1 AND (provider_id = $2 OR provider_id IS NULL) AND status = ANY($5::text[])
RETURNING id
"""

# Good news never hides bad news that came first; a complaint is the last word.
UNSETTLED = (Delivery.QUEUED, Delivery.SENT, Delivery.FAILED)
HEARD_AFTER = {
    Delivery.DELIVERED: UNSETTLED,
    Delivery.BOUNCED: (*UNSETTLED, Delivery.DELIVERED),
    Delivery.COMPLAINED: (*UNSETTLED, Delivery.DELIVERED, Delivery.BOUNCED),
}


async def waiting(ids: Sequence[UUID]) -> list[Email]:
    """Those of `ids` that are still to be sent, oldest first."""
    return await Email.filter(id__in=ids, status=Delivery.QUEUED).order_by("created_at")


async def sent(provider_ids: Mapping[UUID, str]) -> None:
    """Note that these emails were accepted, each under its MessageID; what was heard of them meanwhile stays."""
    if provider_ids:
        await acting().rows(SENT, list(provider_ids), list(provider_ids.values()))


async def not_sent(email_id: UUID, what: Delivery, reason: str) -> None:
    """Note that an email never goes: FAILED, BOUNCED (the address took none before) or EXPIRED, and why."""
    await acting().rows(NOT_SENT, email_id, what, reason)


async def heard(email_id: UUID, provider_id: str, what: Delivery, reason: str = "") -> bool:
    """Take DELIVERED, BOUNCED or COMPLAINED from the provider; False when it changes nothing.

    It must name the email by our id and by the MessageID it was sent under.
    """
    return await acting().row(HEARD, email_id, provider_id, what, reason, list(HEARD_AFTER[what])) is not None

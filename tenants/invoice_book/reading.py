"""One invoice for the company: what the customer sees of it, and which letters told of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.emails import Delivery
from tenants.errors import NotFound
from tenants.invoices import Document, one
from tenants.isolation import acting
from tenants.letterhead import letterhead
from tenants.standing import standing

MOST_MAILED = 50

FOUND = "SELECT customer_id, status FROM invoice WHERE tenant_id = $1 AND id = $2"
DRAFT = "SELECT i.*, NULL AS thread FROM invoice i WHERE tenant_id = $1 AND id = $2 AND status = 'draft'"

MAILED = f"""
SELECT id, letter, to_name, to_address, status, reason, created_at, coalesce(settled_at, sent_at, created_at) AS at
  FROM email WHERE tenant_id = $1 AND about_id = $2 AND letter NOT LIKE 'staff%'
 ORDER BY created_at DESC, id LIMIT {MOST_MAILED}
"""  # noqa: S608 - our own number


class Mailed(NamedTuple):
    """A letter to the customer about the document: whether it came, and when that was known."""

    id: UUID
    letter: str
    to_name: str
    to_address: str
    status: Delivery
    reason: str
    created_at: datetime
    at: datetime


async def look(invoice_id: UUID) -> Document:
    """The invoice as its customer sees it; a draft as it would be if it was sent today. Raises NotFound."""
    unit = acting()
    found = await unit.row(FOUND, unit.tenant.id, invoice_id)
    if found is None:
        raise NotFound
    if found["status"] != "draft":
        return await one(found["customer_id"], invoice_id, unit.tenant.today())
    row = await unit.row(DRAFT, unit.tenant.id, invoice_id)
    if row is None:
        raise NotFound
    return await _as_if_sent(dict(row))


async def mailed(about_id: UUID) -> list[Mailed]:
    """The letters to the customer about a document, newest first."""
    unit = acting()
    rows = await unit.rows(MAILED, unit.tenant.id, about_id)
    return [Mailed(**{**dict(row), "status": Delivery(row["status"])}) for row in rows]


async def _as_if_sent(row: Mapping[str, Any]) -> Document:
    today = acting().tenant.today()
    due_on = row["due_on"] or today + timedelta(days=acting().tenant.days_to_pay)
    return Document(
        record={**row, "issued_on": today, "due_on": due_on, "sent_at": datetime.now(UTC)},
        standing=standing("draft", row["total"], due_on, today),
        lines=orjson.loads(row["lines"]),
        frozen=await letterhead(row["customer_id"], row["property_id"]),
        entries=[],
        history=[],
        moving=None,
    )

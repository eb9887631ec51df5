"""The company's lists as tables, with the heads by which list imports know them again."""

from collections.abc import Iterator, Sequence
from typing import Any

from tenants.isolation import acting
from tenants.ledger import SUM_COLUMNS, SUMS
from tenants.money import Money
from tenants.spreadsheets import harmless

Cells = Sequence[str]

CUSTOMERS = """
SELECT c.name, c.external_id, c.billing_address, p.name AS property_name, p.address AS property_address
  FROM customer c LEFT JOIN property p ON p.tenant_id = c.tenant_id AND p.customer_id = c.id
 WHERE c.tenant_id = $1 ORDER BY c.sort_name, c.id, p.created_at, p.id
"""
CONTACTS = """
SELECT c.external_id AS customer_external_id, c.name AS customer, t.name, t.email, t.phone
  FROM contact t JOIN customer c ON c.tenant_id = t.tenant_id AND c.id = t.customer_id
 WHERE t.tenant_id = $1 AND t.removed_at IS NULL ORDER BY c.sort_name, c.id, t.created_at, t.id
"""
INVOICES = f"""
SELECT c.external_id AS customer_external_id, c.name AS customer, i.number, i.external_id, i.title, i.status,
       i.issued_on::text, i.due_on::text, (i.paid_at AT TIME ZONE $2)::date::text AS paid_on, i.currency, i.total,
       greatest(CASE WHEN i.status = 'open' THEN i.total - received + refunded + withdrawn ELSE 0 END, 0) AS balance
  FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS} WHERE i.tenant_id = $1 AND i.status <> 'draft') i
  JOIN customer c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id
 ORDER BY i.issued_on, i.number
"""  # noqa: S608 - our own column lists
AMOUNTS = frozenset({"total", "balance"})

LISTS = {"customers": CUSTOMERS, "contacts": CONTACTS, "invoices": INVOICES}
HEADS = {
    "customers": ("name", "external_id", "billing_address", "property_name", "property_address"),
    "contacts": ("customer_external_id", "customer", "name", "email", "phone"),
    "invoices": ("customer_external_id", "customer", "number", "external_id", "title", "status", "issued_on",
                 "due_on", "paid_on", "currency", "total", "balance"),
}  # fmt: skip


async def exported(kind: str) -> Iterator[Cells]:
    """All rows of `customers`, `contacts` or `invoices`, their heads first; nothing in them is a formula."""
    unit = acting()
    sql = LISTS[kind]
    values = (unit.tenant.id, unit.tenant.time_zone) if kind == "invoices" else (unit.tenant.id,)
    return _cells(HEADS[kind], await unit.rows(sql, *values))


def _cells(heads: Cells, rows: Sequence[Any]) -> Iterator[Cells]:
    yield heads
    for row in rows:
        yield [_cell(row, head) for head in heads]


def _cell(row: Any, head: str) -> str:
    if head in AMOUNTS:
        return str(Money(row[head], row["currency"]).units)
    return harmless(row[head] or "")

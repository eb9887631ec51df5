"""The records of a customer that can be written about: those the customer can see."""

from typing import NamedTuple
from uuid import UUID

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.messages.writing import About

MOST_OFFERED = 30

# A draft is nobody's business yet.
SHOWN = {
    "invoice": "SELECT id, customer_id, number, title, created_at FROM invoice WHERE status <> 'draft'",
    "estimate": "SELECT id, customer_id, number, title, created_at FROM estimate WHERE version > 0",
    "job": "SELECT id, customer_id, number, title, created_at FROM job WHERE true",
    "agreement": "SELECT id, customer_id, number, title, created_at FROM agreement WHERE status <> 'draft'",
    "service_request": (
        "SELECT id, customer_id, number, left(what, 80) AS title, created_at FROM service_request "
        "WHERE status <> 'draft'"
    ),
}
OFFERED = " UNION ALL ".join(
    f"(SELECT '{table}' AS about, it.* FROM ({sql} AND tenant_id = $1 AND customer_id = $2) it "  # noqa: S608
    f"ORDER BY created_at DESC LIMIT {MOST_OFFERED})"
    for table, sql in SHOWN.items()
)


class Offered(NamedTuple):
    """A record that can be written about, and whose it is."""

    about: About
    customer: str


async def record(table: str, record_id: UUID) -> Offered:
    """The record `record_id` of `table`. Raises NotFound for one the customer cannot see, or that is not there."""
    if table not in SHOWN:
        raise NotFound
    sql = f"{SHOWN[table]} AND tenant_id = $1 AND id = $2"
    found = f"SELECT it.*, c.name FROM ({sql}) it JOIN customer c ON c.tenant_id = $1 AND c.id = it.customer_id"  # noqa: S608
    row = await acting().row(found, acting().tenant.id, record_id)
    if row is None:
        raise NotFound
    return Offered(About(table, row["id"], row["customer_id"], row["number"], row["title"] or ""), row["name"])


async def records(customer_id: UUID) -> list[About]:
    """The newest records of a customer, of all kinds."""
    rows = await acting().rows(
        f"{OFFERED} ORDER BY created_at DESC LIMIT {MOST_OFFERED}", acting().tenant.id, customer_id
    )
    return [About(row["about"], row["id"], row["customer_id"], row["number"], row["title"] or "") for row in rows]

"""Everything about one customer, for the console: their people, the latest of each noun, money and mail; one query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants import agreements, estimates, invoices, jobs, service_requests
from tenants.customer_book.listing import Portal
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.ledger import SUM_COLUMNS, SUMS

LATEST = 5
MOST_PEOPLE = 200
MOVES_MONEY = (
    "('charge', 'manual', 'manual_undone', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated')"
)


class Person(NamedTuple):
    """A contact, and how far they came into the portal.

    `since` is when that was; `reason` is why the last mail that was heard of did not arrive.
    """

    id: UUID
    name: str
    email: str
    phone: str
    language: str
    billing: bool
    approve: bool
    visits: bool
    removed_at: datetime | None
    invited_at: datetime | None
    signed_in_at: datetime | None
    seen_at: datetime | None
    bounced_at: datetime | None
    reason: str | None

    @property
    def portal(self) -> Portal:
        if self.signed_in_at:
            return Portal.SIGNED_IN
        if self.invited_at is None:
            return Portal.NOT_INVITED
        return Portal.BOUNCED if self.bounced_at else Portal.INVITED

    @property
    def since(self) -> datetime | None:
        return {
            Portal.SIGNED_IN: self.seen_at or self.signed_in_at,
            Portal.BOUNCED: self.bounced_at,
            Portal.INVITED: self.invited_at,
        }.get(self.portal)


@dataclass(frozen=True, slots=True)
class Profile:
    """`documents` are the latest rows of each noun by its table, as the portal lists them; `drafts` nobody else sees.

    `counts` says how many of each there are; `balance` is in minor units of the company's currency.
    """

    people: list[Person]
    documents: dict[str, list[Any]]
    drafts: list[dict[str, Any]]
    counts: dict[str, int]
    payments: list[dict[str, Any]]
    emails: list[dict[str, Any]]
    balance: int
    is_overdue: bool


# Whether mail arrives is judged by the last one that was heard of at the address the contact has now.
PEOPLE = f"""
SELECT json_agg(p ORDER BY p.created_at, p.id) FROM (
    SELECT c.id, c.name, c.email, c.phone, c.language, c.billing, c.approve, c.visits, c.removed_at, c.created_at,
           (SELECT max(e.created_at) FROM email e WHERE e.tenant_id = $1 AND e.about_id = c.id
               AND e.letter = 'portal_invitation' AND e.status NOT IN ('failed', 'expired')) AS invited_at,
           (SELECT max(a.at) FROM activity a WHERE a.tenant_id = $1 AND a.about_id = c.id AND a.verb = 'signed_in')
               AS signed_in_at,
           (SELECT max(s.seen_at) FROM session s WHERE s.tenant_id = $1 AND s.contact_id = c.id) AS seen_at,
           heard.bounced_at, heard.reason
      FROM contact c
      LEFT JOIN LATERAL (
           SELECT e.settled_at AS bounced_at, e.reason, e.status FROM email e
            WHERE e.tenant_id = $1 AND e.customer_id = c.customer_id AND e.to_address = c.email
              AND e.status IN ('delivered', 'bounced', 'complained')
            ORDER BY e.created_at DESC LIMIT 1) heard ON heard.status <> 'delivered'
     WHERE c.tenant_id = $1 AND c.customer_id = $2 AND c.merged_into_id IS NULL
     ORDER BY c.removed_at IS NOT NULL, c.created_at LIMIT {MOST_PEOPLE}) p
"""  # noqa: S608 - our own number

DRAFTS = """
SELECT json_agg(d ORDER BY d.created_at DESC) FROM (
    SELECT 'invoice' AS noun, id, number, title, total AS amount, currency, created_at
      FROM invoice WHERE tenant_id = $1 AND customer_id = $2 AND status = 'draft'
    UNION ALL SELECT 'estimate', id, number, title, NULL, currency, created_at
      FROM estimate WHERE tenant_id = $1 AND customer_id = $2 AND status = 'draft'
    UNION ALL SELECT 'agreement', id, number, title, price, currency, created_at
      FROM agreement WHERE tenant_id = $1 AND customer_id = $2 AND status = 'draft'
    ORDER BY created_at DESC LIMIT 10) d
"""

COUNT = "'{table}', (SELECT count(*) FROM {table} WHERE tenant_id = $1 AND customer_id = $2)"
COUNTS = ", ".join(
    COUNT.format(table=table) for table in ("invoice", "estimate", "job", "agreement", "service_request")
)

PAYMENTS = f"""
SELECT json_agg(m) FROM (
    SELECT l.kind, l.amount, l.currency, l.method, l.at, i.id AS invoice_id, i.number
      FROM ledger_entry l JOIN invoice i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_id
     WHERE l.tenant_id = $1 AND l.customer_id = $2 AND l.amount <> 0 AND l.kind IN {MOVES_MONEY}
     ORDER BY l.at DESC, l.id LIMIT {LATEST}) m
"""  # noqa: S608 - our own constants

EMAILS = f"""
SELECT json_agg(m) FROM (
    SELECT id, letter, to_address, status, reason, created_at FROM email
     WHERE tenant_id = $1 AND customer_id = $2 AND letter NOT LIKE 'staff\\_%'
     ORDER BY created_at DESC LIMIT {LATEST}) m
"""  # noqa: S608 - our own number

OWED = f"""
SELECT json_build_object('balance', coalesce(sum(greatest(i.total - received + refunded + withdrawn, 0)), 0),
                         'overdue', coalesce(bool_or(i.due_on < $3), false))
  FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS}
         WHERE i.tenant_id = $1 AND i.customer_id = $2 AND i.status = 'open') i
"""  # noqa: S608 - our own column lists

PROFILE = f"""
SELECT $3::date AS today, ({PEOPLE}) AS people, ({DRAFTS}) AS drafts, json_build_object({COUNTS}) AS counts,
       ({PAYMENTS}) AS payments, ({EMAILS}) AS emails, ({OWED}) AS owed, {invoices.ON_HOME} AS invoices,
       {estimates.ON_HOME} AS estimates, {jobs.ON_HOME} AS jobs, {agreements.ON_HOME} AS agreements,
       {service_requests.ON_HOME} AS requests
"""


async def profile(customer_id: UUID, today: date) -> Profile:
    unit = acting()
    (row,) = await unit.rows(PROFILE, unit.tenant.id, customer_id, today)
    open_invoices, closed = invoices.on_home(_json(row["invoices"]), today)
    owed = orjson.loads(row["owed"])
    return Profile(
        people=[_person(typed(it)) for it in _json(row["people"])],
        documents={
            "invoice": [*open_invoices, *closed],
            "estimate": estimates.on_home(_json(row["estimates"])),
            "job": jobs.on_home(_json(row["jobs"])),
            "agreement": agreements.on_home(_json(row["agreements"])),
            "service_request": service_requests.on_home(_json(row["requests"])),
        },
        drafts=[typed(it) for it in _json(row["drafts"])],
        counts=orjson.loads(row["counts"]),
        payments=[typed(it) for it in _json(row["payments"])],
        emails=[typed(it) for it in _json(row["emails"])],
        balance=owed["balance"],
        is_overdue=owed["overdue"],
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(**{name: row[name] for name in Person._fields})


def _json(found: str | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = orjson.loads(found) if found else []
    return rows

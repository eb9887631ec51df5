"""The lists of invoices, oldest first, and of the lines of invoices and estimates: what was sent, as it was sent."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from tenants.estimates import Choice, Contents, Item, chosen
from tenants.estimates import read as read_estimate
from tenants.ledger import SUM_COLUMNS, SUMS
from tenants.line_items import WHOLE, Line, from_json
from tenants.list_exports.listed import Cells, Listed, cell
from tenants.list_exports.people import KEY
from tenants.money import Money
from tenants.tenant import Tenant

PAGE_OF_INVOICES = """
(SELECT * FROM invoice WHERE tenant_id = $1 AND status <> 'draft' AND (issued_on, number) > ($2, $3)
  ORDER BY issued_on, number LIMIT $4) i
"""
OF_CUSTOMER = "JOIN customer c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id"
WHOSE = f"{KEY} AS customer_external_id, c.name AS customer"
INVOICE = f"""
SELECT i.id, {WHOSE}, i.number, i.external_id, i.title, i.status, i.issued_on, i.due_on, i.currency, i.total,
       i.received - i.refunded - i.withdrawn AS paid,
       CASE WHEN i.status = 'paid' THEN i.paid_at
            WHEN i.received > 0 THEN (SELECT max(at) FROM ledger_entry e WHERE e.tenant_id = i.tenant_id
                                         AND e.invoice_id = i.id AND e.amount > 0)
       END AS paid_on,
       greatest(CASE WHEN i.status = 'open' THEN i.total - received + refunded + withdrawn ELSE 0 END, 0) AS balance
  FROM (SELECT i.*, {SUM_COLUMNS} FROM {PAGE_OF_INVOICES}, {SUMS}) i {OF_CUSTOMER}
 ORDER BY i.issued_on, i.number
"""  # noqa: S608 - our own column lists
LINES_OF_INVOICES = f"""
SELECT i.id, {WHOSE}, i.number, i.issued_on, i.currency, i.lines
  FROM {PAGE_OF_INVOICES} {OF_CUSTOMER} ORDER BY i.issued_on, i.number
"""  # noqa: S608
LINES_OF_ESTIMATES = f"""
SELECT {WHOSE}, i.number, i.status, i.currency, v.number AS version, v.contents, i.at, i.id,
       CASE i.status WHEN 'accepted' THEN (
            SELECT choice FROM estimate_answer a
             WHERE a.tenant_id = $1 AND a.estimate_id = i.id AND a.version = i.version AND a.verb = 'accepted'
             ORDER BY a.at DESC LIMIT 1) END AS choice
  FROM (SELECT *, coalesce(sent_at, created_at) AS at FROM estimate
         WHERE tenant_id = $1 AND status <> 'draft' AND (coalesce(sent_at, created_at), id) > ($2, $3)
         ORDER BY coalesce(sent_at, created_at), id LIMIT $4) i
  JOIN estimate_version v ON v.tenant_id = i.tenant_id AND v.estimate_id = i.id AND v.number = i.version {OF_CUSTOMER}
 ORDER BY i.at, i.id
"""  # noqa: S608
PLACE_OF_INVOICE = "SELECT issued_on, number FROM invoice WHERE tenant_id = $1 AND id = $2"
PLACE_OF_ESTIMATE = "SELECT coalesce(sent_at, created_at), id FROM estimate WHERE tenant_id = $1 AND id = $2"
AMOUNTS = frozenset({"total", "paid", "balance"})
FIGURES = ("quantity", "unit_price", "discount", "tax_rate", "tax", "total", "currency")


def _invoice(tenant: Tenant, row: Any) -> Iterator[Cells]:
    yield [_cell(tenant, row, head) for head in INVOICES.heads]


def _cell(tenant: Tenant, row: Any, head: str) -> str | Decimal:
    value = row[head]
    if head in AMOUNTS:
        return Money(value, row["currency"]).units
    if isinstance(value, datetime):
        return value.astimezone(tenant.zone).date().isoformat()
    return cell(value)


def _lines_of_invoice(_: Tenant, row: Any) -> Iterator[Cells]:
    whose = (row["number"], row["customer_external_id"], row["customer"], str(row["issued_on"]))
    for place, line in enumerate(orjson.loads(row["lines"]), 1):
        told = from_json(line)
        yield *whose, Decimal(place), told.description, *_figures(told, row["currency"])


def _lines_of_estimate(_: Tenant, row: Any) -> Iterator[Cells]:
    """Lines that were accepted in another quantity are told in that one."""
    contents = read_estimate(orjson.loads(row["contents"]))
    accepted = _accepted(contents, row["choice"])
    whose = (row["number"], row["customer_external_id"], row["customer"], row["status"], Decimal(row["version"]))
    for place, (package, item) in enumerate(_items(contents), 1):
        line = accepted.get(item.key, item.line)
        counts = "" if row["choice"] is None else cell(item.key in accepted)
        told = (Decimal(place), package, line.description, cell(item.optional), counts)
        yield *whose, *told, *_figures(line, row["currency"])


def _items(contents: Contents) -> Iterator[tuple[str, Item]]:
    yield from (("", item) for item in contents.items)
    yield from ((option.name, item) for option in contents.options for item in option.items)


def _accepted(contents: Contents, choice: str | None) -> Mapping[str, Line]:
    if choice is None:
        return {}
    return {item.key: line for item, line in chosen(contents, Choice.read(orjson.loads(choice)))}


def _figures(line: Line, currency: str) -> Sequence[str | Decimal]:
    """As FIGURES; the rate in percent."""
    unit_price, discount, tax, total = (
        Money(amount, currency).units for amount in (line.unit_price, line.discount, line.tax, line.total)
    )
    return line.quantity, unit_price, discount, Decimal(line.tax_rate * 100) / WHOLE, tax, total, currency


INVOICES = Listed(
    INVOICE,
    ("customer_external_id", "customer", "number", "external_id", "title", "status", "issued_on", "due_on", "currency",
     "total", "paid", "paid_on", "balance"),
    ("issued_on", "number"),
    (date.min, ""),
    _invoice,
    PLACE_OF_INVOICE,
)  # fmt: skip
INVOICE_LINES = Listed(
    LINES_OF_INVOICES,
    ("invoice", "customer_external_id", "customer", "issued_on", "position", "description", *FIGURES),
    ("issued_on", "number"),
    (date.min, ""),
    _lines_of_invoice,
    PLACE_OF_INVOICE,
)
ESTIMATE_LINES = Listed(
    LINES_OF_ESTIMATES,
    ("estimate", "customer_external_id", "customer", "status", "version", "position", "option", "description",
     "optional", "accepted", *FIGURES),
    ("at", "id"),
    (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0)),
    _lines_of_estimate,
    PLACE_OF_ESTIMATE,
)  # fmt: skip

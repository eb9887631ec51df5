"""The lists of customers, contacts and staff notes, by the names of the customers.

A customer is named by the number of the old program or, without one, by our own: names are not unique.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from tenants.list_exports.listed import Cells, Listed, cell
from tenants.tenant import Tenant

KEY = "coalesce(c.external_id, c.id::text)"
BEFORE_ALL = (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))
# What customers have, customer by customer: each has at least one row, so a page is found among the next customers.
OF_CUSTOMERS = f"""
SELECT c.external_key AS customer_external_id, c.name AS customer, c.sort_name, c.external_key,
       coalesce(x.created_at, '0001-01-02 00:00Z') AS of_at, coalesce(x.id, '{UUID(int=0)}') AS of_id, %s
  FROM (SELECT c.*, {KEY} AS external_key FROM customer c
         WHERE tenant_id = $1 AND sort_name >= $2 AND (sort_name, {KEY}) >= ($2, $3)
         ORDER BY sort_name, {KEY} LIMIT $6 + 1) c
  LEFT JOIN %s x ON x.tenant_id = c.tenant_id AND x.customer_id = c.id %s
 WHERE (c.sort_name, c.external_key, coalesce(x.created_at, '0001-01-02 00:00Z'), coalesce(x.id, '{UUID(int=0)}'))
       > ($2, $3, $4, $5)
 ORDER BY c.sort_name, c.external_key, of_at, of_id LIMIT $6
"""  # noqa: S608 - our own columns


def _told(heads: Sequence[str], told: str, noun: str, condition: str = "", *, whoever: bool = False) -> Listed:
    """A list of what customers have; with `whoever`, also of customers who have none."""

    def rows(tenant: Tenant, row: Any) -> Iterator[Cells]:
        if whoever or row["of_id"].int:
            yield [_cell(tenant, row, head) for head in heads]

    sql = OF_CUSTOMERS % (told, noun, condition)
    return Listed(sql, heads, ("sort_name", "external_key", "of_at", "of_id"), ("", "", *BEFORE_ALL), rows)


def _cell(tenant: Tenant, row: Any, head: str) -> str:
    value = row[head]
    if head == "no_letters_about":
        return " ".join(orjson.loads(value))
    if isinstance(value, datetime):
        return value.astimezone(tenant.zone).strftime("%Y-%m-%d %H:%M")
    return cell(value)


CUSTOMERS = _told(
    ("name", "external_id", "billing_address", "reminders", "property_name", "property_address", "property_archived"),
    "c.name, c.external_key AS external_id, c.billing_address, c.reminds AS reminders, x.name AS property_name, "
    "x.address AS property_address, CASE WHEN x.archived_at IS NOT NULL THEN 'yes' END AS property_archived",
    "property",
    whoever=True,
)
CONTACTS = _told(
    ("customer_external_id", "customer", "name", "email", "phone", "language", "bills", "answers", "visits",
     "no_letters_about"),
    "x.name, x.email, x.phone, x.language, x.billing AS bills, x.approve AS answers, x.visits, "
    "x.quiet AS no_letters_about",
    "contact",
    "AND x.removed_at IS NULL",
)  # fmt: skip
STAFF_NOTES = _told(
    ("customer_external_id", "customer", "written_at", "written_by", "note"),
    "x.body AS note, x.by AS written_by, x.created_at AS written_at",
    "staff_note",
    "AND x.removed_at IS NULL",
)

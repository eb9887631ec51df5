"""The list of mails: one hand-written query, a page at a time."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.emails import Delivery
from tenants.isolation import acting
from tenants.search import pattern

PAGE = 50


class Filter(StrEnum):
    """Which mails are listed, by what became of them."""

    ALL = "all"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    TROUBLE = "trouble"


class Wanted(NamedTuple):
    """What a list is narrowed down to; what is empty does not narrow."""

    state: Filter = Filter.ALL
    search: str = ""
    letter: str = ""
    customer_id: UUID | None = None
    day: date | None = None


EVERYTHING = Wanted()


class Row(NamedTuple):
    """One mail of the list. `again_at` is when it was sent again."""

    id: UUID
    letter: str
    to_name: str
    to_address: str
    status: Delivery
    created_at: datetime
    customer_id: UUID | None
    customer: str | None
    about: str
    about_id: UUID | None
    number: str
    again_at: datetime | None


STATES = {
    Filter.ALL: "true",
    Filter.ON_THE_WAY: "e.status IN ('queued', 'sent')",
    Filter.DELIVERED: "e.status = 'delivered'",
    Filter.TROUBLE: "e.status IN ('bounced', 'complained', 'failed')",
}
# Every condition is a constant of ours; what a person typed travels as a value. $1 to $4 are always there.
SEARCHED = "(e.to_address ILIKE {} OR e.to_name ILIKE {})"
LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT e.* FROM email e WHERE e.tenant_id = $1 AND (e.created_at, e.id) < ($2, $3) AND WANTED
     ORDER BY e.created_at DESC, e.id DESC LIMIT {PAGE + 1})
SELECT e.id, e.letter, e.to_name, e.to_address, e.status, e.created_at, e.customer_id, customer.name AS customer,
       e.about, e.about_id, coalesce(e.facts->>'number', '') AS number,
       (SELECT again.created_at FROM email again WHERE again.tenant_id = $1 AND again.resends_id = e.id LIMIT 1)
           AS again_at
  FROM page e LEFT JOIN customer ON customer.tenant_id = $1 AND customer.id = e.customer_id
 ORDER BY e.created_at DESC, e.id DESC
"""  # noqa: S608 - our own parts

NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


async def listed(wanted: Wanted = EVERYTHING, before: tuple[datetime, UUID] = NEWEST) -> list[Row]:
    """A page of mails, newest first, and one more when there are more, before the (created_at, id) given."""
    unit = acting()
    conditions, values = _narrowed(wanted)
    rows = await unit.rows(LISTED.replace("WANTED", conditions), unit.tenant.id, *before, *values)
    return [Row(**{**dict(row), "status": Delivery(row["status"])}) for row in rows]


def _narrowed(wanted: Wanted) -> tuple[str, list[Any]]:
    """The conditions for what is wanted, and their values from $4 on."""
    conditions, values = [STATES[wanted.state]], list[Any]()

    def add(condition: str, value: object) -> None:
        values.append(value)
        conditions.append(condition.replace("{}", f"${len(values) + 3}"))

    if wanted.search.strip():
        add(SEARCHED, pattern(wanted.search))
    if wanted.letter:
        add("e.letter = {}", wanted.letter)
    if wanted.customer_id:
        add("e.customer_id = {}", wanted.customer_id)
    if wanted.day:
        add("e.created_at >= {}", _midnight(wanted.day))
        add("e.created_at < {}", _midnight(wanted.day + timedelta(days=1)))
    return " AND ".join(conditions), values


def _midnight(day: date) -> datetime:
    """When the day begins in the company's zone."""
    return datetime.combine(day, datetime.min.time(), acting().tenant.zone)

"""What lists of agreements read, the home page's too: one hand-written query each, plain rows out."""

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.json_rows import typed

PAGE = 25
MOST_RUNNING = 100

OVER = "(status = 'ended' OR (status = 'signed' AND coalesce(ends_on < $3, false)))"
STATE = f"""
CASE WHEN status = 'sent' THEN 'to_sign' WHEN declined_at IS NOT NULL THEN 'declined' WHEN {OVER} THEN 'ended'
     WHEN starts_on > $3 THEN 'starts_later' ELSE 'running' END AS state
"""
COLUMNS = f"""
id, number, title, {STATE}, price, currency, cadence, issued_on, starts_on, renews_on,
coalesce((ended_at AT TIME ZONE (SELECT time_zone FROM tenant WHERE tenant.id = $1))::date, ends_on) AS ends_on
"""  # noqa: S608 - our own condition
NEXT_ON = """
(SELECT min(v.planned_on) FROM agreement_visit v
  WHERE v.tenant_id = a.tenant_id AND v.agreement_id = a.id AND v.planned_on >= $3
    AND v.done_on IS NULL AND v.skipped_at IS NULL) AS next_on
"""

TO_SIGN = """
SELECT * FROM agreement WHERE tenant_id = $1 AND customer_id = $2 AND status = 'sent' ORDER BY sent_at, id
"""
RUNNING = f"""
SELECT * FROM agreement WHERE tenant_id = $1 AND customer_id = $2 AND status = 'signed' AND NOT {OVER}
 ORDER BY starts_on DESC, id DESC
"""  # noqa: S608 - our own condition
ENDED = f"""
SELECT * FROM agreement WHERE tenant_id = $1 AND customer_id = $2 AND {OVER} ORDER BY starts_on DESC, id DESC
"""  # noqa: S608 - our own condition

FOR_CUSTOMER = f"""
SELECT {COLUMNS}, {NEXT_ON} FROM (
    ({TO_SIGN} LIMIT {MOST_RUNNING}) UNION ALL ({RUNNING} LIMIT {MOST_RUNNING}) UNION ALL ({ENDED} LIMIT {PAGE + 1})
) a
"""  # noqa: S608 - our own parts

OLDER = f"""
SELECT {COLUMNS}, {NEXT_ON} FROM (
    SELECT * FROM agreement WHERE tenant_id = $1 AND customer_id = $2 AND {OVER} AND (starts_on, id) < ($4, $5)
     ORDER BY starts_on DESC, id DESC LIMIT {PAGE + 1}
) a ORDER BY starts_on DESC, id DESC
"""  # noqa: S608 - our own parts

ON_HOME = f"""
(SELECT coalesce(json_agg(row_to_json(listed)), '[]') FROM (
    SELECT {COLUMNS}, {NEXT_ON} FROM (
        ({TO_SIGN} LIMIT 5) UNION ALL ({RUNNING} LIMIT 5) UNION ALL ({ENDED} LIMIT 5)
    ) a ORDER BY status <> 'sent', {OVER}, starts_on DESC, id DESC LIMIT 5
) listed)
"""  # noqa: S608 - our own parts
"""A JSON array of at most 5 rows for `on_home`; $1 tenant, $2 customer, $3 today."""


class State(StrEnum):
    """How an agreement stands today, as people see it."""

    TO_SIGN = "to_sign"
    STARTS_LATER = "starts_later"
    RUNNING = "running"
    ENDED = "ended"
    DECLINED = "declined"


class Row(NamedTuple):
    """One agreement in a list; `price` in minor units of `currency`; `waits` for the customer's answer."""

    id: UUID
    number: str
    title: str
    state: State
    price: int
    currency: str
    cadence: str
    issued_on: date
    starts_on: date
    ends_on: date | None
    renews_on: date | None
    next_on: date | None
    waits: bool


async def for_customer(customer_id: UUID, today: date) -> tuple[list[Row], list[Row], list[Row]]:
    """The agreements of a customer: all to sign, all that run or will, and the newest of those that are over."""
    unit = acting()
    found = [_row(dict(row)) for row in await unit.rows(FOR_CUSTOMER, unit.tenant.id, customer_id, today)]
    to_sign = sorted((row for row in found if row.waits), key=lambda row: (row.issued_on, row.number))
    running = [row for row in found if row.state in {State.RUNNING, State.STARTS_LATER}]
    ended = [row for row in found if row.state in {State.ENDED, State.DECLINED}]
    return to_sign, sorted(running, key=_newest, reverse=True), sorted(ended, key=_newest, reverse=True)


async def older(customer_id: UUID, today: date, before: tuple[date, UUID]) -> list[Row]:
    """The next page of agreements that are over, newest first, after the (starts_on, id) given."""
    unit = acting()
    return [_row(dict(row)) for row in await unit.rows(OLDER, unit.tenant.id, customer_id, today, *before)]


def on_home(rows: list[dict[str, Any]]) -> list[Row]:
    """The rows of ON_HOME, out of its JSON."""
    return [_row(typed(row)) for row in rows]


def _row(row: dict[str, Any]) -> Row:
    state = State(row.pop("state"))
    return Row(**row, state=state, waits=state is State.TO_SIGN)


def _newest(row: Row) -> tuple[date, UUID]:
    return row.starts_on, row.id

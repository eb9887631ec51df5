"""What the portal's pages read of estimates: one hand-written query each, plain rows out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.errors import NotFound
from tenants.estimates.answer import Verb
from tenants.estimates.contents import read
from tenants.estimates.document import Answer, DepositInvoice, Document
from tenants.estimates.state import State, state
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.ledger import SUM_COLUMNS, SUMS, movements
from tenants.messages import thread_of
from tenants.standing import standing

PAGE = 25
MOST_OPEN = 100

COLUMNS = """
id, number, title, status, version, valid_until, sent_at, answered_at, currency, least_total, most_total, total,
changes_asked_at IS NOT NULL AS changes_asked, fresh_asked_at IS NOT NULL AS fresh_asked, valid_until < $3 AS is_expired
"""
THEIRS = "tenant_id = $1 AND customer_id = $2 AND status <> 'draft'"

FOR_CUSTOMER = f"""
(SELECT {COLUMNS} FROM estimate WHERE {THEIRS} AND status = 'sent' AND valid_until >= $3
  ORDER BY valid_until, number LIMIT {MOST_OPEN})
UNION ALL
(SELECT {COLUMNS} FROM estimate WHERE {THEIRS} AND NOT (status = 'sent' AND valid_until >= $3)
  ORDER BY sent_at DESC, id DESC LIMIT $4)
"""  # noqa: S608 - our own column lists

OLDER = f"""
SELECT {COLUMNS} FROM estimate
 WHERE {THEIRS} AND NOT (status = 'sent' AND valid_until >= $3) AND (sent_at, id) < ($4, $5)
 ORDER BY sent_at DESC, id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own column lists

WAITING = "status = 'sent' AND valid_until >= $3 AND changes_asked_at IS NULL"
ON_HOME = f"""
(SELECT coalesce(json_agg(found), '[]') FROM (
    (SELECT {COLUMNS}, true AS waits FROM estimate WHERE {THEIRS} AND {WAITING}
      ORDER BY valid_until, number LIMIT 5)
    UNION ALL
    (SELECT {COLUMNS}, false FROM estimate WHERE {THEIRS} AND NOT ({WAITING})
      ORDER BY sent_at DESC, id DESC LIMIT 5)
    ORDER BY waits DESC, sent_at DESC, id DESC LIMIT 5
) found)
"""  # noqa: S608 - our own column lists

ONE = f"""
SELECT e.*, e.valid_until < $4 AS is_expired, v.contents, v.frozen, v.fingerprint, v.sealed_for,
       v.sent_at AS version_sent_at,
       (SELECT contents FROM estimate_version
         WHERE tenant_id = e.tenant_id AND estimate_id = e.id AND number = e.version - 1) AS previous,
       (SELECT coalesce(json_agg(to_jsonb(a) ORDER BY a.at), '[]')
          FROM estimate_answer a WHERE a.tenant_id = e.tenant_id AND a.estimate_id = e.id) AS answers,
       (SELECT coalesce(json_agg(json_build_object('verb', verb, 'by', by, 'facts', facts, 'at', at) ORDER BY at), '[]')
          FROM activity WHERE tenant_id = e.tenant_id AND about_id = e.id AND verb <> 'refused') AS history,
       (SELECT to_jsonb(d) FROM (
            SELECT i.id, i.number, i.status, i.total, i.due_on, {SUM_COLUMNS} FROM invoice i, {SUMS}
             WHERE i.tenant_id = e.tenant_id AND i.estimate_id = e.id AND i.status IN ('open', 'paid')
             ORDER BY i.sent_at DESC LIMIT 1) d) AS deposit,
       {thread_of("e.id")} AS thread
  FROM estimate e
  JOIN estimate_version v ON v.tenant_id = e.tenant_id AND v.estimate_id = e.id AND v.number = e.version
 WHERE e.tenant_id = $1 AND e.customer_id = $2 AND e.id = $3 AND e.status <> 'draft'
"""  # noqa: S608 - our own column lists


class Row(NamedTuple):
    """One estimate in a list; amounts in minor units, the day of the answer in the company's zone.

    `least` and `most` are equal once it was accepted.
    """

    id: UUID
    number: str
    title: str
    state: State
    waits: bool
    version: int
    valid_until: date
    sent_at: datetime
    answered_on: date | None
    currency: str
    least: int
    most: int
    fresh_asked: bool


async def for_customer(customer_id: UUID, today: date, others: int = PAGE + 1) -> tuple[list[Row], list[Row]]:
    """The estimates a customer can answer, soonest over first, and the newest `others` of the rest."""
    unit = acting()
    found = [_row(row) for row in await unit.rows(FOR_CUSTOMER, unit.tenant.id, customer_id, today, others)]
    to_answer = [row for row in found if row.state in {State.SENT, State.CHANGES_ASKED}]
    rest = [row for row in found if row.state not in {State.SENT, State.CHANGES_ASKED}]
    to_answer.sort(key=lambda row: (not row.waits, row.valid_until, row.number))
    return to_answer, sorted(rest, key=lambda row: (row.sent_at, row.id), reverse=True)


async def older(customer_id: UUID, today: date, before: tuple[datetime, UUID]) -> list[Row]:
    """The next page of those that cannot be answered, newest first, after the (sent_at, id) given."""
    unit = acting()
    return [_row(row) for row in await unit.rows(OLDER, unit.tenant.id, customer_id, today, *before)]


def on_home(rows: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows that ON_HOME found."""
    return [_row(_timed(row)) for row in rows]


async def one(customer_id: UUID, estimate_id: UUID, today: date) -> Document:
    """A sent estimate of this customer. Raises NotFound for drafts, other customers' and other companies' alike."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, estimate_id, today)
    if row is None:
        raise NotFound
    deposit = orjson.loads(row["deposit"]) if row["deposit"] else None
    return Document(
        record=row,
        state=_state(row),
        contents=read(orjson.loads(row["contents"])),
        frozen=orjson.loads(row["frozen"]),
        previous=read(orjson.loads(row["previous"])) if row["previous"] else None,
        answers=[_answer(answer) for answer in orjson.loads(row["answers"])],
        history=[typed(entry) for entry in orjson.loads(row["history"])],
        deposit=_deposit(typed(deposit), today) if deposit else None,
    )


def _row(row: Mapping[str, Any]) -> Row:
    how = state(row["status"], is_expired=row["is_expired"], changes_asked=row["changes_asked"])
    accepted = row["total"]
    return Row(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        state=how,
        waits=how is State.SENT,
        version=row["version"],
        valid_until=row["valid_until"],
        sent_at=row["sent_at"],
        answered_on=row["answered_at"].astimezone(acting().tenant.zone).date() if row["answered_at"] else None,
        currency=row["currency"],
        least=row["least_total"] if accepted is None else accepted,
        most=row["most_total"] if accepted is None else accepted,
        fresh_asked=row["fresh_asked"],
    )


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """A row of JSON with its day, moments and id as such."""
    return {**typed(row), "valid_until": date.fromisoformat(row["valid_until"])}


def _state(row: Mapping[str, Any]) -> State:
    return state(row["status"], is_expired=row["is_expired"], changes_asked=row["changes_asked_at"] is not None)


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(row, Verb(row["verb"]), datetime.fromisoformat(row["at"]))


def _deposit(row: dict[str, Any], today: date) -> DepositInvoice:
    how = standing(row["status"], row["total"], row["due_on"], today, movements(row))
    return DepositInvoice(row["id"], row["number"], how)

"""What the page of one agreement reads in one query: its visits, what was billed for it and what has happened too."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from tenants.agreements.agreement import Agreement, AgreementStatus, Service
from tenants.agreements.answers import is_answer_whole
from tenants.agreements.reading import STATE, State
from tenants.agreements.visits import VisitState, states
from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.ledger import SUM_COLUMNS, SUMS, movements
from tenants.letterhead import letterhead
from tenants.messages import thread_of
from tenants.standing import Standing, standing

INVOICES_SHOWN = 6

BILLED = "i.tenant_id = a.tenant_id AND i.agreement_id = a.id AND i.status IN ('open', 'paid')"
ONE = f"""
SELECT a.*, {STATE.replace("$3", "$4")}, contact.name AS answered_by,
       (SELECT coalesce(json_agg(json_build_object(
                   'id', id, 'planned_on', planned_on, 'arrival', arrival, 'done_on', done_on,
                   'is_skipped', skipped_at IS NOT NULL) ORDER BY planned_on, id), '[]')
          FROM agreement_visit WHERE tenant_id = a.tenant_id AND agreement_id = a.id) AS visits,
       (SELECT coalesce(json_agg(json_build_object('verb', verb, 'by', by, 'facts', facts, 'at', at) ORDER BY at), '[]')
          FROM activity WHERE tenant_id = a.tenant_id AND about_id = a.id) AS history,
       (SELECT json_build_object('billed', coalesce(sum(i.total), 0), 'count', count(*),
                                 'paid', coalesce(sum(received - refunded - withdrawn), 0))
          FROM invoice i, {SUMS} WHERE {BILLED}) AS sums,
       (SELECT coalesce(json_agg(row_to_json(latest)), '[]') FROM (
            SELECT i.id, i.number, i.title, i.issued_on, i.due_on, i.paid_at, i.currency, i.status, i.total,
                   {SUM_COLUMNS}
              FROM invoice i, {SUMS} WHERE {BILLED} ORDER BY i.issued_on DESC, i.id DESC LIMIT {INVOICES_SHOWN}
       ) latest) AS invoices,
       (SELECT json_build_object('id', id, 'number', number) FROM agreement o
         WHERE o.tenant_id = a.tenant_id AND o.id = a.renews_id AND o.status <> 'draft') AS renews,
       (SELECT json_build_object('id', id, 'number', number) FROM agreement n
         WHERE n.tenant_id = a.tenant_id AND n.renews_id = a.id AND n.status <> 'draft'
         ORDER BY n.created_at DESC LIMIT 1) AS renewed_by,
       {thread_of("a.id")} AS thread
  FROM agreement a
  LEFT JOIN contact ON contact.tenant_id = a.tenant_id AND contact.id = a.answered_by_id
 WHERE a.tenant_id = $1 AND a.customer_id = $2 AND a.id = $3 AND a.status <> 'draft'
"""  # noqa: S608 - our own parts


class Visit(NamedTuple):
    planned_on: date
    arrival: str
    done_on: date | None
    state: VisitState
    id: UUID


class BilledInvoice(NamedTuple):
    """An invoice for the agreement, with the fields of invoices.Row."""

    id: UUID
    number: str
    title: str
    issued_on: date
    due_on: date
    paid_on: date | None
    currency: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Document:
    """One sent agreement with all that has happened to it. Its other columns are attributes too.

    `billed` and `paid` are minor units over all its `invoice_count` invoices, of which `invoices` are the latest;
    `is_whole` says that what was signed is still what stands there.
    """

    record: asyncpg.Record
    state: State
    services: list[Service]
    visits: list[Visit]
    frozen: dict[str, Any]
    signature: dict[str, Any] | None
    history: list[dict[str, Any]]
    billed: int
    paid: int
    invoice_count: int
    invoices: list[BilledInvoice]
    renews: dict[str, Any] | None
    renewed_by: dict[str, Any] | None
    is_whole: bool

    def __getattr__(self, name: str) -> Any:
        return self.record[name]


async def one(customer_id: UUID, agreement_id: UUID, today: date) -> Document:
    """A sent agreement of this customer. Raises NotFound for drafts, other customers' and other companies' alike."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, agreement_id, today)
    if row is None:
        raise NotFound
    return _document(row, State(row["state"]), orjson.loads(row["frozen"]), today)


async def desk_copy(customer_id: UUID, agreement_id: UUID, today: date) -> Document:
    """The agreement for the company's own eyes: a draft too, as it would be sent now."""
    unit = acting()
    row = await unit.row(ONE.replace("AND a.status <> 'draft'", ""), unit.tenant.id, customer_id, agreement_id, today)
    if row is None:
        raise NotFound
    is_draft = row["status"] == AgreementStatus.DRAFT
    frozen = await letterhead(customer_id, row["property_id"]) if is_draft else orjson.loads(row["frozen"])
    return _document(row, State.TO_SIGN if is_draft else State(row["state"]), frozen, today)


def _document(row: asyncpg.Record, state: State, frozen: dict[str, Any], today: date) -> Document:
    sums = orjson.loads(row["sums"])
    return Document(
        record=row,
        state=state,
        services=[Service(**service) for service in orjson.loads(row["services"])],
        visits=_visits([typed(visit) for visit in orjson.loads(row["visits"])], today),
        frozen=frozen,
        signature=orjson.loads(row["signature"]) if row["signature"] else None,
        history=[typed(entry) for entry in orjson.loads(row["history"])],
        billed=sums["billed"],
        paid=sums["paid"],
        invoice_count=sums["count"],
        invoices=[_invoice(typed(invoice), today) for invoice in orjson.loads(row["invoices"])],
        renews=orjson.loads(row["renews"]) if row["renews"] else None,
        renewed_by=orjson.loads(row["renewed_by"]) if row["renewed_by"] else None,
        is_whole=row["signed_at"] is not None and is_answer_whole(_as_row(row)),
    )


def _as_row(row: asyncpg.Record) -> Agreement:
    columns = {name: row[name] for name in Agreement._meta.db_fields}  # noqa: SLF001 - tortoise's own list
    return Agreement._init_from_db(**columns)  # noqa: SLF001 - as the ORM builds a row it has read


def _visits(found: list[dict[str, Any]], today: date) -> list[Visit]:
    kept = [(visit["planned_on"], visit["done_on"] is not None, visit["is_skipped"]) for visit in found]
    return [
        Visit(visit["planned_on"], visit["arrival"], visit["done_on"], state, visit["id"])
        for visit, state in zip(found, states(kept, today), strict=True)
    ]


def _invoice(row: dict[str, Any], today: date) -> BilledInvoice:
    return BilledInvoice(
        row["id"],
        row["number"],
        row["title"],
        row["issued_on"],
        row["due_on"],
        row["paid_at"].astimezone(acting().tenant.zone).date() if row["paid_at"] else None,
        row["currency"],
        standing(row["status"], row["total"], row["due_on"], today, movements(row)),
    )

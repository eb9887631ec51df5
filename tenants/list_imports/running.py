"""Bringing a list in: a hundred rows to a transaction, with how far it has come. Safe to kill and to resume."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise.exceptions import BaseORMException

from tenants import activity
from tenants.actor import Actor, acts
from tenants.errors import DomainError, marked
from tenants.isolation import acting, acting_for
from tenants.lifecycle import move
from tenants.list_imports import contact_rows, customer_rows, invoice_rows
from tenants.list_imports.list_import import ImportKind, ImportStatus, ListImport, Told, table
from tenants.list_imports.outcome import Outcome
from tenants.money import Money
from tenants.spreadsheets import plain
from tenants.tasks import Lane, later
from tenants.tenant import Tenant

CHUNK = 100
TURN_SECONDS = 20.0
PREVIEWED = 5
UNSTORABLE = marked("This row could not be stored.")

Row = Mapping[str, str]
TAKERS: dict[ImportKind, Callable[[Row], Awaitable[Outcome]]] = {
    ImportKind.CUSTOMERS: customer_rows.take,
    ImportKind.CONTACTS: contact_rows.take,
    ImportKind.INVOICES: invoice_rows.take,
}

STORE = """
INSERT INTO list_import_row (id, tenant_id, import_id, number, outcome, reason, facts)
SELECT gen_random_uuid(), $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[], $6::jsonb[])
"""


async def run(tenant: Tenant, import_id: str) -> None:
    """Bring in what is left, and make room for other work every so often. Safe to run twice, and at once."""
    until = time.monotonic() + TURN_SECONDS
    while await _chunk(tenant, UUID(import_id)):
        if time.monotonic() > until:
            async with acting_for(tenant):
                await later("run_list_import", import_id, lane=Lane.BULK)
            return


def preview(begun: ListImport, chosen: Mapping[str, int]) -> list[Row]:
    """The first rows as they will be read."""
    return [_told(row, chosen) for row in table(begun)[1 : PREVIEWED + 1]]


async def _chunk(tenant: Tenant, import_id: UUID) -> bool:
    """The next rows, all of them or none, with how far it has come; whether there are more."""
    async with acting_for(tenant) as unit:
        begun = await ListImport.filter(id=import_id, status=ImportStatus.RUNNING).select_for_update().get_or_none()
        if begun is None:
            return False
        if begun.staff_member_id:
            acts(Actor(begun.staff_member_id, begun.by))
        rows = table(begun)[1 + begun.done_rows : 1 + begun.done_rows + CHUNK]
        if begun.is_trial:
            await unit.rows("SAVEPOINT trial")
        told = [await _one(begun, number, row) for number, row in enumerate(rows, start=begun.done_rows + 2)]
        if begun.is_trial:
            await unit.rows("ROLLBACK TO SAVEPOINT trial")
        await _write_down(begun, told)
    return begun.status is ImportStatus.RUNNING


async def _write_down(begun: ListImport, told: Sequence[Told]) -> None:
    unit = acting()
    columns: list[list[Any]] = [
        [it.number for it in told],
        [it.outcome for it in told],
        [it.reason for it in told],
        [orjson.dumps(it.facts).decode() for it in told],
    ]
    await unit.rows(STORE, unit.tenant.id, begun.id, *columns)
    done_rows = begun.done_rows + len(told)
    if done_rows < begun.row_count:
        await ListImport.filter(id=begun.id).update(done_rows=done_rows)
        return
    await move(begun, ImportStatus.RUNNING, ImportStatus.DONE, done_rows=done_rows, finished_at=datetime.now(UTC))
    if not begun.is_trial:
        await activity.note(begun, "imported", kind=begun.kind, file=begun.file_name, rows=done_rows)


async def _one(begun: ListImport, number: int, row: list[str]) -> Told:
    """One row, the whole of it or nothing."""
    unit = acting()
    await unit.rows("SAVEPOINT row")
    try:
        outcome = await TAKERS[begun.kind](_told(row, begun.chosen))
    except DomainError as error:
        await unit.rows("ROLLBACK TO SAVEPOINT row")
        return Told(number, Outcome.REFUSED, error.message, {name: _json(it) for name, it in error.values.items()})
    except BaseORMException:
        await unit.rows("ROLLBACK TO SAVEPOINT row")
        return Told(number, Outcome.REFUSED, UNSTORABLE, {})
    await unit.rows("RELEASE SAVEPOINT row")
    return Told(number, outcome, "", {})


def _told(row: list[str], chosen: Mapping[str, int]) -> Row:
    """What the row tells, by name: formulas without the quote that kept them harmless, and without spaces around."""
    return {
        name: plain(row[place]).replace("\r\n", "\n").strip() if place < len(row) else ""
        for name, place in chosen.items()
    }


def _json(value: object) -> object:
    return str(value) if isinstance(value, Money) else value

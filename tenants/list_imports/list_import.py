"""The list import and its rows: begun with a file, started with a choice of columns, done, or canceled on the way."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.exceptions import IntegrityError

from tenants import activity, spreadsheets
from tenants.actor import actor
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import TenantOwned, acting
from tenants.lifecycle import move
from tenants.list_imports.columns import COLUMNS, guessed
from tenants.list_imports.outcome import Outcome
from tenants.tasks import Lane, later

MOST_BYTES = 5 * 1024 * 1024
LONGEST_FILE_NAME = 120
RECENT = 20
KEPT_DAYS = 30


class ImportKind(StrEnum):
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    INVOICES = "invoices"


class ImportStatus(StrEnum):
    NEW = "new"
    RUNNING = "running"
    DONE = "done"
    CANCELED = "canceled"


class ListImport(TenantOwned):
    """`content` is the file as JSON rows, its heads first; `chosen` says which column tells what.

    `done_rows` is how far it has come: it moves in one transaction with what those rows changed.
    """

    kind = fields.CharEnumField(ImportKind, max_length=12)
    file_name = fields.CharField(max_length=LONGEST_FILE_NAME)
    status = fields.CharEnumField(ImportStatus, max_length=10, default=ImportStatus.NEW)
    content = fields.TextField()
    chosen: Any = fields.JSONField(default=dict)
    is_trial = fields.BooleanField(default=False)
    row_count = fields.IntField()
    done_rows = fields.IntField(default=0)
    staff_member_id: Any = fields.UUIDField(null=True)
    by = fields.CharField(max_length=160, default="")
    created_at = fields.DatetimeField(auto_now_add=True)
    finished_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "list_import"


class ListImportRow(TenantOwned):
    """What became of the row `number` of a list; `reason` is a sentence in English and `facts` fill it."""

    import_id = fields.UUIDField()
    number = fields.IntField()
    outcome = fields.CharEnumField(Outcome, max_length=10)
    reason = fields.TextField(default="")
    facts: Any = fields.JSONField(default=dict)

    class Meta:
        table = "list_import_row"


class Told(NamedTuple):
    """One row of a report: where it stood, what became of it, why."""

    number: int
    outcome: Outcome
    reason: str
    facts: dict[str, Any]


LISTED = """
SELECT i.id, i.kind, i.file_name, i.status, i.is_trial, i.row_count, i.done_rows, i.by, i.created_at, i.chosen,
       (SELECT coalesce(json_object_agg(outcome, n), '{}')
          FROM (SELECT outcome, count(*) AS n FROM list_import_row r
                 WHERE r.tenant_id = i.tenant_id AND r.import_id = i.id GROUP BY outcome) sums) AS sums
  FROM list_import i WHERE i.tenant_id = $1
"""
ONE = f"{LISTED} AND i.id = $2"
RECENTLY = f"{LISTED} ORDER BY i.created_at DESC, i.id LIMIT {RECENT}"
REPORT = """
SELECT number, outcome, reason, facts FROM list_import_row WHERE tenant_id = $1 AND import_id = $2 ORDER BY number
"""
MOST_REFUSED = 10
REFUSED = f"""
SELECT number, outcome, reason, facts FROM list_import_row
 WHERE tenant_id = $1 AND import_id = $2 AND outcome = '{Outcome.REFUSED}' ORDER BY number LIMIT {MOST_REFUSED}
"""  # noqa: S608 - our own constants


OLD = "i.created_at < now() - make_interval(days => $2) AND i.status <> 'running'"
FORGET_ROWS = f"""
DELETE FROM list_import_row r USING list_import i
 WHERE r.tenant_id = $1 AND i.tenant_id = $1 AND i.id = r.import_id AND {OLD}
"""  # noqa: S608 - our own constants
FORGET = f"DELETE FROM list_import i WHERE i.tenant_id = $1 AND {OLD}"  # noqa: S608 - our own constants


class Standing(NamedTuple):
    """A list import as its page shows it; `sums` are rows by what became of them."""

    id: UUID
    kind: ImportKind
    file_name: str
    status: ImportStatus
    is_trial: bool
    row_count: int
    done_rows: int
    by: str
    created_at: datetime
    chosen: dict[str, int]
    sums: dict[str, int]


async def begin(kind: ImportKind, file_name: str, body: bytes | bytearray) -> ListImport:
    """Keep a file; its columns are guessed. Raises Invalid("file")."""
    rows = spreadsheets.read(body)
    who = actor()
    begun = ListImport(
        kind=kind,
        file_name=_shown(file_name),
        content=orjson.dumps(rows).decode(),
        chosen=guessed(kind, rows[0]),
        row_count=len(rows) - 1,
        staff_member_id=who.staff_member_id if who else None,
        by=who.name if who else "",
    )
    await begun.save()
    return begun


async def start(begun: ListImport, chosen: Mapping[str, int], *, trial: bool) -> None:
    """Bring the rows in, or with `trial` only say what would happen. Raises Invalid(column) and Conflict."""
    rows = table(begun)
    for column in COLUMNS[begun.kind]:
        if column.needed and column.name not in chosen:
            raise Invalid(column.name, "Please choose the column that tells this.")
    if begun.kind is not ImportKind.CUSTOMERS and not {"customer", "customer_key"} & chosen.keys():
        raise Invalid("customer", "Please choose the column that tells this.")
    if any(not 0 <= place < len(rows[0]) for place in chosen.values()):
        raise Invalid(next(iter(chosen)), "There is no such column.")
    old = ImportStatus.DONE if begun.is_trial and begun.status is ImportStatus.DONE else ImportStatus.NEW
    await ListImportRow.filter(import_id=begun.id).delete()
    changes = {"chosen": dict(chosen), "is_trial": trial, "done_rows": 0, "finished_at": None}
    try:
        await move(begun, old, ImportStatus.RUNNING, **changes)
    except IntegrityError:
        raise Conflict("Another list is being brought in. Please wait until it is done.") from None
    await later("run_list_import", begun.id, lane=Lane.BULK)


async def cancel(begun: ListImport) -> None:
    """Stop where it stands: what came in stays. Raises Conflict when it is over already."""
    old = ImportStatus.NEW if begun.status is ImportStatus.NEW else ImportStatus.RUNNING
    await move(begun, old, ImportStatus.CANCELED, finished_at=datetime.now(UTC))
    await activity.note(begun, "canceled", file=begun.file_name, rows=begun.done_rows)


async def forget_old() -> None:
    """Forget lists of a month ago, and what they held of people."""
    unit = acting()
    await unit.rows(FORGET_ROWS, unit.tenant.id, KEPT_DAYS)
    await unit.rows(FORGET, unit.tenant.id, KEPT_DAYS)


async def one(import_id: UUID) -> Standing:
    """Raises NotFound."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, import_id)
    if row is None:
        raise NotFound
    return _standing(row)


async def recent() -> list[Standing]:
    unit = acting()
    return [_standing(row) for row in await unit.rows(RECENTLY, unit.tenant.id)]


async def report(import_id: UUID) -> list[Told]:
    return await _told(REPORT, import_id)


async def refused(import_id: UUID) -> list[Told]:
    """The first rows that were refused, MOST_REFUSED at most."""
    return await _told(REFUSED, import_id)


async def _told(sql: str, import_id: UUID) -> list[Told]:
    unit = acting()
    rows = await unit.rows(sql, unit.tenant.id, import_id)
    return [Told(row["number"], Outcome(row["outcome"]), row["reason"], orjson.loads(row["facts"])) for row in rows]


def table(begun: ListImport) -> Sequence[list[str]]:
    """All rows of the file, its heads first."""
    rows: list[list[str]] = orjson.loads(begun.content)
    return rows


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        **{
            **dict(row),
            "kind": ImportKind(row["kind"]),
            "status": ImportStatus(row["status"]),
            "chosen": orjson.loads(row["chosen"]),
            "sums": orjson.loads(row["sums"]),
        }
    )


def _shown(file_name: str) -> str:
    """What the file was called, fit to be shown."""
    seen = "".join(sign if sign.isprintable() else " " for sign in file_name[: 4 * LONGEST_FILE_NAME])
    return " ".join(seen.split())[:LONGEST_FILE_NAME] or "list.csv"

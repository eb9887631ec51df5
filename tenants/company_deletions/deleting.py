"""Deleting: all that is a company's goes, a batch at a time, and a row without a name stays in its place.

Each batch is a transaction of its own that holds the company's deletion: it may be killed between any two, and two
workers take turns.
"""

import time
from typing import Any
from uuid import UUID

from tenants.isolation import Unit, acting_for, statement
from tenants.tasks import Lane
from tenants.tenant import Tenant

TASK = "delete_company"
BATCH = 2_000
QUIET = "interval '3 minutes'"
"""From the beginning on nobody gets in and no task starts; what is under way is over by then."""
PATIENCE = "interval '14 days'"
"""How much longer money on its way is waited for: what has not arrived by then does not."""

# Children before those they belong to; those who are told of the end go with the last transaction.
TABLES = (
    "activity", "api_answer", "api_key", "agreement_visit", "assignment", "calendar_feed", "company_export",
    "counter", "customer_view", "email", "email_change", "estimate_answer", "ledger_entry", "list_import_row", "logo",
    "magic_link", "message", "own_domain", "merged_customer", "refund", "reminder", "reminder_step", "reply_address",
    "second_factor", "staff_note", "told_apart", "upload", "working_copy", "overwritten_copy", "stripe_event", "task",
    "estimate_version", "list_import", "payment_attempt", "photo", "service_request", "session", "thread", "visit",
    "job", "share_link", "invoice", "agreement", "estimate", "contact", "property", "customer",
)  # fmt: skip
AT_THE_END = ("staff_member", "task")
STAYS = ("company_deletion", "former_slug")

# A row that another one of its table names goes after that.
LAST_FIRST = {"agreement": "renews_id", "contact": "merged_into_id", "email": "resends_id", "ledger_entry": "entry_id"}
NAMED = "AND NOT EXISTS (SELECT FROM {table} AS other WHERE other.tenant_id = $1 AND other.{column} = it.id)"
ONLY = {table: NAMED.format(table=table, column=column) for table, column in LAST_FIRST.items()}
ONLY["task"] = f"AND name <> '{TASK}'"

DUE = f"""
INSERT INTO task (name, lane, tenant_id, subject)
SELECT $1::text, $2::text, id, id::text FROM tenant
 WHERE deletes_at <= now() AND deleted_at IS NULL
   AND coalesce(deletion_began_at <= now() - {QUIET}, true)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words

BEGIN = f"""
UPDATE tenant SET deletion_began_at = clock_timestamp()
 WHERE id = $1 AND deletes_at <= now() AND deletion_began_at IS NULL
   AND (deletes_at <= now() - {PATIENCE}
        OR NOT EXISTS (SELECT FROM payment_attempt
                        WHERE tenant_id = $1 AND status IN ('processing', 'requires_action'))
       AND NOT EXISTS (SELECT FROM refund WHERE tenant_id = $1 AND status IN ('new', 'sent')))
RETURNING stripe_account
"""  # noqa: S608 - our own words
RECORD = """
INSERT INTO company_deletion (tenant_id, account_hash, counts, began_at)
VALUES ($1, sha256(convert_to($2::text, 'UTF8')), '{}', now())
"""
IS_QUIET = f"""
SELECT deletion_began_at <= now() - {QUIET} AND deleted_at IS NULL AS is_quiet FROM tenant WHERE id = $1
"""  # noqa: S608

HOLD = "SELECT 1 FROM company_deletion WHERE tenant_id = $1 AND done_at IS NULL FOR UPDATE"
DELETE = """
WITH gone AS (
     DELETE FROM {table} WHERE tenant_id = $1 AND id IN (
            SELECT id FROM {table} AS it WHERE tenant_id = $1 {only} LIMIT {batch})
     RETURNING id)
SELECT count(*) AS gone FROM gone
"""
COUNT = """
UPDATE company_deletion
   SET counts = jsonb_set(counts, ARRAY[$2::text], to_jsonb(coalesce((counts->>$2::text)::bigint, 0) + $3::bigint))
 WHERE tenant_id = $1
"""

# Asked of the database itself: a table that nobody thought of is none that is empty.
OWNED = """
SELECT attrelid::regclass::text AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
 WHERE attname = 'tenant_id' AND NOT attisdropped AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
   AND relname <> ALL($1::text[])
 ORDER BY 1
"""
LEFT = "SELECT 1 FROM {table} WHERE tenant_id = $1 LIMIT 1"
DONE = "UPDATE company_deletion SET done_at = now() WHERE tenant_id = $1"
FORGET_SLUGS = """
DELETE FROM former_slug USING tenant
 WHERE tenant.id = former_slug.tenant_id AND tenant.deleted_at IS NOT NULL AND kept_until < now()
"""


class Left(RuntimeError):
    """Rows of a company that is as good as deleted, in a table that its deletion does not empty: a bug."""


async def due() -> None:
    """Call for the deletion of every company whose time has come; safe to call often and from several places."""
    await statement(DUE, TASK, Lane.MAIL)


async def forget_slugs() -> None:
    """Forget what deleted companies were called, when nobody has to be kept from their address any more."""
    await statement(FORGET_SLUGS)


async def begin(tenant: Tenant) -> bool:
    """Begin, if the time has come and no money is on its way; whether all is quiet and rows may go.

    From here on the company is not there any more, and cannot be kept.
    """
    async with acting_for(tenant) as unit:
        if began := await unit.row(BEGIN, tenant.id):
            await unit.rows(RECORD, tenant.id, began["stripe_account"])
        row = await unit.row(IS_QUIET, tenant.id)
    return bool(row and row["is_quiet"])


async def empty(tenant: Tenant, until: float) -> bool:
    """Delete rows until none is left, or until `until` of the monotonic clock; whether none is left."""
    for table in TABLES:
        while await _delete_batch(tenant, table):
            if time.monotonic() > until:
                return False
    return True


async def count(tenant: Tenant, what: str, number: int) -> None:
    """Add to what the record says is gone."""
    async with acting_for(tenant) as unit:
        await unit.rows(COUNT, tenant.id, what, number)


async def finish(tenant: Tenant) -> None:
    """Take the last people out, and leave a row that says nothing. Raises Left while something is there still."""
    async with acting_for(tenant) as unit:
        if await unit.row(HOLD, tenant.id) is None:
            return
        if left := await _left(unit, tenant.id):
            raise Left(", ".join(left))
        for table in AT_THE_END:
            gone = await unit.rows(f"DELETE FROM {table} WHERE tenant_id = $1 RETURNING id", tenant.id)  # noqa: S608
            await unit.rows(COUNT, tenant.id, table, len(gone))
        await Tenant.filter(id=tenant.id).update(**_blank(tenant.id), deleted_at=await _now(unit))
        await unit.rows(DONE, tenant.id)


async def _delete_batch(tenant: Tenant, table: str) -> int:
    async with acting_for(tenant) as unit:
        if await unit.row(HOLD, tenant.id) is None:
            return 0
        sql = DELETE.format(table=table, only=ONLY.get(table, ""), batch=BATCH)
        gone = int((await unit.rows(sql, tenant.id))[0]["gone"])
        if gone:
            await unit.rows(COUNT, tenant.id, table, gone)
    return gone


async def _left(unit: Unit, tenant_id: UUID) -> list[str]:
    tables = [row["name"] for row in await unit.rows(OWNED, [*AT_THE_END, *STAYS])]
    return [table for table in tables if await unit.row(LEFT.format(table=table), tenant_id)]


def _blank(tenant_id: UUID) -> dict[str, Any]:
    """The company's row as it stays: no name, no address, no account, nothing that somebody chose."""
    kept = {"id", "created_at", "deletes_at", "deletion_began_at", "deleted_at"}
    fields = Tenant._meta.fields_map.items()  # noqa: SLF001 - tortoise's own name for the columns
    blank = {name: it.default() if callable(it.default) else it.default for name, it in fields if name not in kept}
    return blank | {"slug": f"deleted-{tenant_id.hex}", "name": ""}


async def _now(unit: Unit) -> Any:
    return (await unit.rows("SELECT now()"))[0][0]

"""The next number of each kind of record, per company and without gaps in a committed history."""

from tortoise import fields

from tenants.errors import Invalid
from tenants.isolation import TenantOwned, acting

FIRST = 1001
MOST = 10**9


class Counter(TenantOwned):
    kind = fields.CharField(max_length=20)
    next_number = fields.IntField()

    class Meta:
        table = "counter"


TAKE = """
INSERT INTO counter (id, tenant_id, kind, next_number)
VALUES (gen_random_uuid(), $1, $2, 1002)
ON CONFLICT (tenant_id, kind) DO UPDATE SET next_number = counter.next_number + 1
RETURNING next_number - 1
"""


async def take(kind: str) -> int:
    """The next number of `kind`, from 1001 on. The counter's row is locked until the unit of work commits."""
    unit = acting()
    (row,) = await unit.rows(TAKE, unit.tenant.id, kind)
    return int(row[0])


SKIP = """
INSERT INTO counter (id, tenant_id, kind, next_number)
VALUES (gen_random_uuid(), $1, $2, $3 + 1)
ON CONFLICT (tenant_id, kind) DO UPDATE SET next_number = greatest(counter.next_number, $3 + 1)
"""


async def pass_over(kind: str, number: int) -> None:
    """Let the numbers that are taken from now on be beyond `number`, which came from elsewhere."""
    unit = acting()
    await unit.rows(SKIP, unit.tenant.id, kind, number)


# Never back: a number that was given out is on somebody's paper.
GO_ON = """
INSERT INTO counter (id, tenant_id, kind, next_number)
VALUES (gen_random_uuid(), $1, $2, $3)
ON CONFLICT (tenant_id, kind) DO UPDATE SET next_number = excluded.next_number
 WHERE counter.next_number < excluded.next_number
RETURNING 1
"""
NEXT = "SELECT next_number FROM counter WHERE tenant_id = $1 AND kind = $2"


async def upcoming(kind: str) -> int:
    """The number the next document of `kind` gets, if nobody is faster."""
    unit = acting()
    row = await unit.row(NEXT, unit.tenant.id, kind)
    return int(row["next_number"]) if row else FIRST


async def go_on_from(kind: str, number: int) -> bool:
    """Let the next document of `kind` be `number`; whether that is a change.

    Raises Invalid("next_number") for one that is behind what was given out: two documents never share a number.
    """
    now = await upcoming(kind)
    if number == now:
        return False
    if not 1 <= number <= MOST:
        raise Invalid("next_number", "Please write a number from 1 to %(most)s.", most=MOST)
    unit = acting()
    if await unit.row(GO_ON, unit.tenant.id, kind, number) is None:
        raise Invalid("next_number", "The next number is %(next)s or higher.", next=await upcoming(kind))
    return True


HIGHEST = """
SELECT coalesce(max(substr(number, length($2) + 1)::int), 0) FROM invoice
 WHERE tenant_id = $1 AND starts_with(number, $2) AND substr(number, length($2) + 1) ~ '^[1-9][0-9]{0,8}$'
"""


async def highest_invoice(prefix: str) -> int:
    """The highest number an invoice has behind this prefix, 0 for none: some come from lists, under any number."""
    unit = acting()
    (row,) = await unit.rows(HIGHEST, unit.tenant.id, prefix)
    return int(row[0])

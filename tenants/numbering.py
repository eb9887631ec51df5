"""The next number of each kind of document, per company and without gaps in a committed history."""

from tortoise import fields

from tenants.isolation import TenantOwned, acting


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

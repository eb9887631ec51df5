"""Allowance: how often something was done lately, counted across all tenants; keys are hashes, so nobody is named."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise import fields
from tortoise.models import Model

from settings import settings
from tenants.isolation import acting, statement

KEPT = timedelta(days=2)


class Allowance(Model):
    """One use of a budget. Not tenant-owned: a mailbox's budget spans every company of the installation."""

    id = fields.BigIntField(primary_key=True)
    key = fields.BinaryField()
    used_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "allowance"


@dataclass(frozen=True, slots=True)
class Budget:
    """`most` uses of `name` by one subject within any stretch of `per`, which is shorter than KEPT."""

    name: str
    most: int
    per: timedelta

    def key(self, subject: object) -> bytes:
        message = f"allowance|{self.name}|{subject}"
        return hmac.digest(settings().secret_key.encode(), message.encode(), "sha256")


Use = tuple[Budget, object]

# A lock of its own statement: the count that follows must see what the one before us wrote.
LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key"

SPEND = """
WITH asked AS (
     SELECT key, (SELECT count(*) FROM allowance WHERE key = asked.key AND used_at > now() - per) < most AS is_left
       FROM unnest($1::bytea[], $2::int[], $3::interval[]) AS asked (key, most, per))
INSERT INTO allowance (key, used_at) SELECT key, now() FROM asked WHERE (SELECT bool_and(is_left) FROM asked)
RETURNING id
"""

# The use that has to be over first: with it as many are counted as there may be.
AGAIN_AT = """
SELECT used_at + $3::interval AS at FROM allowance
 WHERE key = $1 AND used_at > now() - $3::interval ORDER BY used_at DESC OFFSET $2::int - 1 LIMIT 1
"""

GIVE_BACK = """
DELETE FROM allowance WHERE id IN (
       SELECT (SELECT id FROM allowance WHERE key = given.key ORDER BY used_at DESC, id DESC LIMIT 1)
         FROM unnest($1::bytea[]) AS given (key))
"""


async def spend(*uses: Use) -> bool:
    """Use every (budget, subject) once if all of them have something left; else use none and say False.

    Needs acting_for, whose transaction makes it exact under concurrency: a rolled-back one has used nothing.
    """
    keys = [budget.key(subject) for budget, subject in uses]
    # In one order everywhere, so that two requests never wait for each other.
    await acting().rows(LOCK, sorted(int.from_bytes(key[:8], signed=True) for key in keys))
    most, per = [budget.most for budget, _ in uses], [budget.per for budget, _ in uses]
    return bool(await acting().rows(SPEND, keys, most, per))


async def again_at(use: Use) -> datetime | None:
    """When something is left of the budget again; None when something is left now."""
    budget, subject = use
    row = await acting().row(AGAIN_AT, budget.key(subject), budget.most, budget.per)
    return row["at"] if row else None


async def give_back(*uses: Use) -> None:
    """Undo the latest use of each (budget, subject): it turned out to be wanted."""
    await acting().rows(GIVE_BACK, [budget.key(subject) for budget, subject in uses])


async def cleanup() -> None:
    """Forget uses that no budget looks back to."""
    await statement("DELETE FROM allowance WHERE used_at < now() - $1::interval", KEPT)

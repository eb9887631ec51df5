"""Task: work to be done later is a row first, written with the change that calls for it; Redis only rings the bell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tenants.isolation import acting, statement


class Lane(StrEnum):
    """Sign-in mail overtakes everything; money comes before letters; what takes long holds up none of them."""

    SIGN_IN = "sign_in"
    MONEY = "money"
    MAIL = "mail"
    BULK = "bulk"


class Task(Model):
    """Names and ids, nothing personal; not tenant-owned, because a worker must see it before it knows whose it is."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    lane = fields.CharEnumField(Lane, max_length=10)
    tenant_id: Any = fields.UUIDField(null=True)
    subject = fields.CharField(max_length=255)
    run_at = fields.DatetimeField()
    claimed_until: Any = fields.DatetimeField(null=True)
    attempts = fields.SmallIntField(default=0)
    crashes = fields.SmallIntField(default=0)
    parked_at: Any = fields.DatetimeField(null=True)
    failure = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "task"


@dataclass(frozen=True, slots=True)
class Claim:
    """A task this worker holds until its lease ends. `attempts` counts this one; `crashes` are leases that ran out."""

    id: int
    name: str
    tenant_id: UUID | None
    subject: str
    attempts: int
    crashes: int


LEASE = timedelta(seconds=20)
CRASHES_BEFORE_PARKING = 3

LATER = """
INSERT INTO task (name, lane, tenant_id, subject, run_at) VALUES ($1, $2, $3, $4, coalesce($5, now()))
"""

LATER_FOR_EACH = """
INSERT INTO task (name, lane, tenant_id, subject, run_at)
SELECT $1, $2, $3, subject, now() FROM unnest($4::text[]) AS subject
"""

CLAIM = """
UPDATE task
   SET claimed_until = now() + $3, attempts = attempts + 1, crashes = crashes + (claimed_until IS NOT NULL)::int
 WHERE id IN (
       SELECT id FROM task
        WHERE lane = $1 AND parked_at IS NULL AND run_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, name, tenant_id, subject, attempts, crashes
"""


async def later(name: str, subject: object, *, lane: Lane = Lane.MAIL, at: datetime | None = None) -> None:
    """Have `name` performed for the row `subject` of the acting tenant, at once or not before `at`.

    Written in the caller's transaction: rolled back with it, and rung only after it is committed.
    """
    unit = acting()
    await unit.rows(LATER, name, lane, unit.tenant.id, str(subject), at)
    if at is None:
        unit.lanes.add(lane)


async def later_for_each(name: str, subjects: Sequence[object], *, lane: Lane = Lane.MAIL) -> None:
    """`later` for many rows at once, in one statement."""
    unit = acting()
    await unit.rows(LATER_FOR_EACH, name, lane, unit.tenant.id, [str(subject) for subject in subjects])
    unit.lanes.add(lane)


async def later_for_nobody(name: str, subject: object, *, lane: Lane) -> None:
    """The same for what no company owns; the unit of work is the one that writes the row."""
    unit = acting()
    await unit.rows(LATER, name, lane, None, str(subject), None)
    unit.lanes.add(lane)


async def claim(lane: Lane, limit: int) -> list[Claim]:
    """Up to `limit` due tasks of `lane`, oldest first, held for LEASE by the database's clock."""
    rows = await statement(CLAIM, lane, limit, LEASE)
    return [Claim(**dict(row)) for row in sorted(rows, key=lambda row: row["id"])]


async def done(claims: list[Claim]) -> None:
    await statement("DELETE FROM task WHERE id = ANY($1::bigint[])", [claim.id for claim in claims])


async def again(claim: Claim, delay: timedelta, failure: str) -> None:
    """Let go of the task; it is due again after `delay`."""
    await statement(
        "UPDATE task SET claimed_until = NULL, run_at = now() + $2, failure = $3 WHERE id = $1",
        claim.id,
        delay,
        failure[:500],
    )


async def park(claim: Claim, failure: str) -> None:
    """Give up until a person looks: the row stays, with the reason."""
    await statement(
        "UPDATE task SET claimed_until = NULL, parked_at = now(), failure = $2 WHERE id = $1", claim.id, failure[:500]
    )


async def renew(ids: list[int]) -> None:
    """Hold these claimed tasks for another LEASE: the work is long, not lost."""
    await statement(
        "UPDATE task SET claimed_until = now() + $2 WHERE id = ANY($1::bigint[]) AND claimed_until IS NOT NULL",
        ids,
        LEASE,
    )

"""How far agreements are, many at once: how each stands today, and its visits: those done, and the next one."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tenants.agreements.reading import NEXT_ON, STATE, State
from tenants.isolation import acting

PROGRESS = f"""
SELECT a.id, {STATE}, {NEXT_ON},
       (SELECT count(*) FROM agreement_visit v
         WHERE v.tenant_id = a.tenant_id AND v.agreement_id = a.id AND v.done_on IS NOT NULL) AS done
  FROM agreement a WHERE a.tenant_id = $1 AND a.id = ANY($2::uuid[]) AND a.status <> 'draft'
"""  # noqa: S608 - our own parts


class Progress(NamedTuple):
    """`done` counts visits."""

    state: State
    done: int
    next_on: date | None


async def progress(ids: Collection[UUID], today: date) -> dict[UUID, Progress]:
    """That of each of these agreements that was sent."""
    unit = acting()
    rows = await unit.rows(PROGRESS, unit.tenant.id, list(ids), today)
    return {row["id"]: Progress(State(row["state"]), row["done"], row["next_on"]) for row in rows}

"""Ending: by its person, by an owner for somebody who lost it, or when three days passed and nobody objected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tenants import activity, allowances
from tenants.allowances import Budget
from tenants.errors import Conflict, NotFound, TooMany
from tenants.isolation import acting
from tenants.second_factor import letters
from tenants.sign_in import StaffViewer
from tenants.staff import StaffMember

WAITING = timedelta(days=3)
SAID_LOST = Budget("second factors said to be lost", 3, timedelta(days=1))

LIVE = "proved_at IS NOT NULL AND ended_at IS NULL"

LOSS = f"""
SELECT lost_at, lost_at + $3::interval AS ends_at, lost_at + $3::interval <= now() AS is_over FROM second_factor
 WHERE tenant_id = $1 AND staff_member_id = $2 AND lost_at IS NOT NULL AND {LIVE}
"""  # noqa: S608 - LIVE is ours

LOSE = f"""
UPDATE second_factor SET lost_at = now()
 WHERE tenant_id = $1 AND staff_member_id = $2 AND lost_at IS NULL AND {LIVE}
RETURNING id
"""  # noqa: S608 - LIVE is ours

REFUSE = f"""
UPDATE second_factor SET lost_at = NULL
 WHERE tenant_id = $1 AND staff_member_id = $2 AND lost_at IS NOT NULL AND {LIVE}
RETURNING id
"""  # noqa: S608 - LIVE is ours

END = f"""
UPDATE second_factor SET ended_at = now() WHERE tenant_id = $1 AND staff_member_id = $2 AND {LIVE}
   AND ($3::interval IS NULL OR lost_at + $3::interval <= now())
RETURNING id
"""  # noqa: S608 - LIVE is ours


@dataclass(frozen=True, slots=True)
class Loss:
    """A second factor that its person says is lost. Once `is_over` they get in without it."""

    lost_at: datetime
    ends_at: datetime
    is_over: bool


async def loss(staff_member_id: UUID) -> Loss | None:
    unit = acting()
    row = await unit.row(LOSS, unit.tenant.id, staff_member_id, WAITING)
    return Loss(**dict(row)) if row else None


async def say_lost(who: StaffViewer) -> None:
    """Begin the waiting time, and tell them and every owner. Raises TooMany."""
    unit = acting()
    if await unit.row(LOSE, unit.tenant.id, who.staff_member_id) is None:
        return
    if not await allowances.spend((SAID_LOST, who.staff_member_id)):
        raise TooMany("This was said often enough for today. Please talk to the owner of the company.")
    noted = await activity.note(await StaffMember.get(id=who.staff_member_id), "factor_lost")
    found = await loss(who.staff_member_id)
    if found:
        await letters.lost(who.staff_member_id, found.ends_at, noted)


async def refuse(staff_member_id: UUID) -> None:
    """Go on asking for it. Raises NotFound when nobody said it was lost."""
    unit = acting()
    if await unit.row(REFUSE, unit.tenant.id, staff_member_id) is None:
        raise NotFound
    member = await StaffMember.get(id=staff_member_id)
    await activity.note(member, "factor_loss_refused", name=member.name)


async def remove(who: StaffViewer) -> None:
    """Do without it from now on. Raises Conflict where the company asks everybody for one, and NotFound."""
    if acting().tenant.second_factor_required:
        raise Conflict("Your company asks everybody for a second step, so it stays.")
    await _end(who.staff_member_id, "factor_removed")


async def end_after_waiting(who: StaffViewer) -> None:
    """Raises NotFound while the waiting time lasts."""
    await _end(who.staff_member_id, "factor_waited", after=WAITING)


async def end_lost(staff_member_id: UUID) -> None:
    """Without waiting, because somebody vouches for them. Raises NotFound when nobody said it was lost."""
    await _end(staff_member_id, "factor_loss_approved", after=timedelta())


async def _end(staff_member_id: UUID, verb: str, after: timedelta | None = None) -> None:
    """Ask for it no more, and tell them and every owner. Raises NotFound."""
    unit = acting()
    if await unit.row(END, unit.tenant.id, staff_member_id, after) is None:
        raise NotFound
    member = await StaffMember.get(id=staff_member_id)
    noted = await activity.note(member, verb, name=member.name)
    await letters.ended(staff_member_id, noted)

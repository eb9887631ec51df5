"""Putting everything together, a turn at a time: each turn keeps a part of the zip and says where it stopped.

Safe to kill anywhere, to run twice, and to run in two workers at once: what a turn did counts from when it is noted.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from tenants import activity, emails, photo_store
from tenants.company_exports.archive import Part, growing, keep, missing_in, size_of
from tenants.company_exports.company_export import LIFE, TASK, CompanyExport, ExportStatus
from tenants.company_exports.steps import COUNTED, FIRST, STEPS, after
from tenants.company_exports.turn import LAST_TRY, OutOfReach, Printed, Turn, Words
from tenants.isolation import acting_for
from tenants.staff import StaffMember
from tenants.tasks import Claim, Lane, later
from tenants.tenant import Tenant

TURN_SECONDS = 20.0
TURN_BYTES = 128 * 1024 * 1024
TELL_SECONDS = 2.0


class Place(NamedTuple):
    """How far it is: in which step, after which id; the step is empty at the end. `done` is of this turn."""

    step: str
    after: UUID
    done: int = 0


async def make(tenant: Tenant, export_id: str, printed: Printed, words: Words, tries: int = 1) -> None:
    """Put the next part together, and call for the one after it or, at the end, write to who asked.

    `tries` counts this one at the same part: after many, what is still out of reach is left out of it.
    """
    async with acting_for(tenant):
        asked = await CompanyExport.get_or_none(id=UUID(export_id), status=ExportStatus.MAKING)
    if asked is None:
        return
    async with growing(asked.folder, asked.parts) as (into, path):
        turn = Turn(tenant, into, asked.folder, asked.parts, printed, words, tries >= LAST_TRY)
        reached = await _fill(asked, turn)
        part = await keep(asked.folder, into, path, reached.done, turn.missing)
    async with acting_for(tenant):
        is_ours = await _write_down(asked, part, reached)
    if not is_ours:
        await photo_store.delete(f"{asked.folder}/{part['name']}")


async def give_up(tenant: Tenant, claim: Claim) -> None:
    """It cannot be put together: say so, and let them ask again."""
    async with acting_for(tenant):
        found = await CompanyExport.get_or_none(id=UUID(claim.subject))
        if found is None or not await _end(found, ExportStatus.FAILED):
            return
        await activity.note(found, "failed")
    await photo_store.delete(found.folder)


async def _fill(asked: CompanyExport, turn: Turn) -> Place:
    """As much as a turn has room for, or until something is out of reach; one file at least. Raises OutOfReach."""
    until, tell_at = time.monotonic() + TURN_SECONDS, time.monotonic() + TELL_SECONDS
    place = began = Place(asked.step or next(iter(STEPS)), asked.after or FIRST)
    while place.step:
        try:
            place = await _next(turn, place)
        except OutOfReach:
            if place == began:
                raise
            break
        if time.monotonic() > until or turn.into.size > TURN_BYTES:
            break
        if time.monotonic() > tell_at:
            await _tell(asked, turn, place)
            tell_at = time.monotonic() + TELL_SECONDS
    return place


async def _next(turn: Turn, place: Place) -> Place:
    last = await STEPS[place.step](turn, place.after)
    if last is None:
        return Place(after(place.step), FIRST, place.done)
    return Place(place.step, last, place.done + (place.step in COUNTED))


async def _tell(asked: CompanyExport, turn: Turn, place: Place) -> None:
    """For the page alone: a turn that dies does not count."""
    async with acting_for(turn.tenant):
        done = _done(asked.parts) + place.done
        await CompanyExport.filter(id=asked.id, status=ExportStatus.MAKING).update(done=done)


async def _write_down(asked: CompanyExport, part: Part, reached: Place) -> bool:
    """Whether this part is the next one: another worker may have kept one meanwhile."""
    found = await CompanyExport.filter(id=asked.id, status=ExportStatus.MAKING).select_for_update().get_or_none()
    if found is None or len(found.parts) != len(asked.parts):
        return False
    parts = [*asked.parts, part]
    await CompanyExport.filter(id=asked.id).update(
        parts=parts, step=reached.step, after=reached.after, done=_done(parts)
    )
    if reached.step:
        await later(TASK, asked.id, lane=Lane.BULK)
    else:
        await _finish(asked, parts)
    return True


def _done(parts: Sequence[Part]) -> int:
    return sum(part["count"] for part in parts)


async def _finish(asked: CompanyExport, parts: Sequence[Part]) -> None:
    size, expires_at = size_of(parts), datetime.now(UTC) + LIFE
    await _end(asked, ExportStatus.READY, total_bytes=size, expires_at=expires_at)
    await later("forget_company_export", asked.id, at=expires_at)
    await activity.note(asked, "made", bytes=size)
    await _write(asked, missing_in(parts))


async def _end(asked: CompanyExport, how: ExportStatus, **changes: object) -> bool:
    return bool(await CompanyExport.filter(id=asked.id, status=ExportStatus.MAKING).update(status=how, **changes))


async def _write(asked: CompanyExport, missing: int) -> None:
    if member := await StaffMember.get_or_none(id=asked.staff_member_id, removed_at=None):
        await emails.write(
            "staff_export_ready",
            key=f"{asked.id}:ready",
            to=(member.name, member.email),
            about=asked,
            customer_id=None,
            facts={"path": "/staff/settings/data", "missing": missing},
        )

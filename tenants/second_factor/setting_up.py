"""Setting up: begun with a secret that only its page shows, and counting once a code of it was typed."""

from uuid import UUID

from tenants import activity
from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.second_factor import code, letters, recovery
from tenants.second_factor.second_factor import SecondFactor
from tenants.sign_in import Purpose, StaffViewer, canonical, end_address
from tenants.staff import StaffMember

END_BEGUN = """
UPDATE second_factor SET ended_at = now()
 WHERE tenant_id = $1 AND staff_member_id = $2 AND proved_at IS NULL AND ended_at IS NULL
"""

END_COUNTING = """
UPDATE second_factor SET ended_at = now()
 WHERE tenant_id = $1 AND staff_member_id = $2 AND proved_at IS NOT NULL AND ended_at IS NULL
"""

COUNT = """
UPDATE second_factor SET proved_at = now(), last_step = $3, recovery_hashes = $4::jsonb
 WHERE tenant_id = $1 AND id = $2 AND proved_at IS NULL AND ended_at IS NULL
RETURNING id
"""

RENEW = "UPDATE second_factor SET recovery_hashes = $3::jsonb WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL"


async def begin(staff_member_id: UUID) -> None:
    """Make a new secret. What counted goes on counting until the new one is proved."""
    # Whoever presses twice at once waits here, and the second secret is the one that is shown.
    await StaffMember.filter(id=staff_member_id).select_for_update().get()
    await acting().rows(END_BEGUN, acting().tenant.id, staff_member_id)
    await SecondFactor.of(staff_member_id).save(force_create=True)


async def begun(staff_member_id: UUID) -> SecondFactor | None:
    """The one that is being set up."""
    return await SecondFactor.get_or_none(staff_member_id=staff_member_id, proved_at=None, ended_at=None)


async def counting(staff_member_id: UUID) -> SecondFactor | None:
    """The one that signing in asks for."""
    return await SecondFactor.get_or_none(staff_member_id=staff_member_id, proved_at__not_isnull=True, ended_at=None)


async def prove_begun(who: StaffViewer, typed: str) -> list[str] | None:
    """Have it count: the recovery codes, shown this once; None for a wrong code.

    It takes the place of the one before and ends every other session. Raises NotFound when nothing was begun.
    """
    factor = await begun(who.staff_member_id)
    if factor is None:
        raise NotFound
    step = code.step_of("".join(typed.split()), factor.secret, await now_step())
    if step is None:
        return None
    codes = recovery.new_codes()
    unit = acting()
    await unit.rows(END_COUNTING, unit.tenant.id, who.staff_member_id)
    hashes = _as_json(await recovery.hashed(factor, codes))
    if await unit.row(COUNT, unit.tenant.id, factor.id, step, hashes) is None:
        raise NotFound
    await end_address(canonical(who.email), but=who.session_id, purpose=Purpose.STAFF)
    noted = await activity.note(await StaffMember.get(id=who.staff_member_id), "factor_set_up")
    await letters.set_up(who.staff_member_id, noted)
    return [recovery.written(it) for it in codes]


async def renew_recovery_codes(who: StaffViewer) -> list[str]:
    """New ones instead of all before, shown this once. Raises NotFound without a second factor."""
    factor = await counting(who.staff_member_id)
    if factor is None:
        raise NotFound
    codes = recovery.new_codes()
    hashes = _as_json(await recovery.hashed(factor, codes))
    await acting().rows(RENEW, factor.tenant_id, factor.id, hashes)
    await activity.note(await StaffMember.get(id=who.staff_member_id), "recovery_codes_renewed")
    return [recovery.written(it) for it in codes]


async def now_step() -> int:
    """The step of this moment, by the database's clock."""
    row = await acting().row("SELECT extract(epoch FROM clock_timestamp())::bigint AS seconds")
    return code.step_at(row["seconds"]) if row else 0


def _as_json(hashes: list[str]) -> str:
    as_json: str = SecondFactor._meta.fields_map["recovery_hashes"].to_db_value(hashes, SecondFactor)  # noqa: SLF001
    return as_json

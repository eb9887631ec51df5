"""Proving: a code of the phone, or a recovery code; each counts once, and wrong ones run out."""

from datetime import timedelta
from enum import StrEnum

from tenants import activity, allowances
from tenants.allowances import Budget
from tenants.isolation import acting
from tenants.second_factor import code, recovery
from tenants.second_factor.second_factor import SecondFactor
from tenants.second_factor.setting_up import counting, now_step
from tenants.sign_in import StaffViewer
from tenants.staff import StaffMember

TRIES_NOW = Budget("codes of a second factor", 5, timedelta(minutes=10))
TRIES_TODAY = Budget("codes of a second factor today", 30, timedelta(days=1))

# Of two who type one code at once, one comes second. Whoever proves it has not lost it.
USE_STEP = """
UPDATE second_factor SET last_step = $3, lost_at = NULL
 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND last_step < $3
RETURNING id
"""

USE_RECOVERY = """
UPDATE second_factor SET recovery_hashes = recovery_hashes - $3::text, lost_at = NULL
 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND recovery_hashes ? $3::text
RETURNING jsonb_array_length(recovery_hashes) AS many
"""


class Proof(StrEnum):
    GIVEN = "given"
    WRONG = "wrong"
    PAUSED = "paused"  # too many wrong ones lately


async def prove(who: StaffViewer, typed: str) -> Proof:
    """Whether what was typed proves the second factor. Wrong tries are counted and noted, so do not roll back."""
    factor = await counting(who.staff_member_id)
    if factor is None:
        return Proof.WRONG
    uses = ((TRIES_NOW, who.staff_member_id), (TRIES_TODAY, who.staff_member_id))
    if not await allowances.spend(*uses):
        return Proof.PAUSED
    if await _by_phone(factor, typed) or await _by_recovery_code(factor, typed):
        await allowances.give_back(*uses)
        return Proof.GIVEN
    await activity.note(await StaffMember.get(id=who.staff_member_id), "factor_failed")
    return Proof.WRONG


async def _by_phone(factor: SecondFactor, typed: str) -> bool:
    step = code.step_of("".join(typed.split()), factor.secret, await now_step())
    return step is not None and bool(await acting().row(USE_STEP, factor.tenant_id, factor.id, step))


async def _by_recovery_code(factor: SecondFactor, typed: str) -> bool:
    if not (plain := recovery.read(typed)):
        return False
    [found] = await recovery.hashed(factor, [plain])
    row = await acting().row(USE_RECOVERY, factor.tenant_id, factor.id, found)
    if row is None:
        return False
    member = await StaffMember.get(id=factor.staff_member_id)
    await activity.note(member, "recovery_code_used", left=row["many"])
    return True

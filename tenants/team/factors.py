"""Owners about the second factors of others: let in without, or not, whoever lost one."""

from uuid import UUID

from tenants import second_factor
from tenants.errors import Forbidden
from tenants.team.deciding import check_owner


async def let_in_without(staff_member_id: UUID, by: UUID) -> None:
    """Raises Forbidden unless `by` is another owner, and NotFound when no loss was reported."""
    await _check_another_owner(staff_member_id, by)
    await second_factor.end_lost(staff_member_id)


async def refuse_loss(staff_member_id: UUID, by: UUID) -> None:
    """Raises as `let_in_without`."""
    await _check_another_owner(staff_member_id, by)
    await second_factor.refuse(staff_member_id)


async def _check_another_owner(staff_member_id: UUID, by: UUID) -> None:
    await check_owner(by)
    if staff_member_id == by:
        raise Forbidden("Another owner decides about this.")

"""A status moves along a declared table, by one conditional UPDATE: the first to come wins, the others see Conflict."""

from enum import StrEnum
from typing import Any

from tenants.errors import Conflict
from tenants.isolation import TenantOwned


async def move(row: TenantOwned, old: StrEnum, new: StrEnum, **changes: Any) -> None:
    """Move `row` from `old` to `new` with `changes`. Raises Conflict when it is no longer in `old`."""
    moved = await type(row).filter(id=row.id, status=old).update(status=new, **changes)
    if not moved:
        raise Conflict("Somebody has just changed this.")
    for name, value in {"status": new, **changes}.items():
        setattr(row, name, value)

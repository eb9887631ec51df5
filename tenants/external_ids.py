"""External ids: what a record is called in a system of the company's own, once per noun."""

from hashlib import sha256
from typing import Any, TypeVar

from tenants.errors import Invalid
from tenants.isolation import TenantOwned, acting

LONGEST = 120

Owned = TypeVar("Owned", bound=TenantOwned)


def checked(key: str) -> str:
    """Raises Invalid("external_id")."""
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise Invalid("external_id", "An external id has 1 to %(most)s printable characters.", most=LONGEST)
    return key


async def held(model: type[Owned], key: str) -> Owned | None:
    """The record of this noun that the company calls so; whoever asks for the same one meanwhile waits.

    Raises Invalid("external_id") for what no record is called.
    """
    unit = acting()
    whole = sha256(f"{unit.tenant.id}|{model.__name__}|{checked(key)}".encode()).digest()
    await unit.rows("SELECT pg_advisory_xact_lock($1)", int.from_bytes(whole[:8], signed=True))
    return await model.get_or_none(external_id=key)


async def call(row: Any, key: str | None) -> None:
    """Call the record so from now on, or nothing. Raises Invalid("external_id") when another one is called so."""
    if key == row.external_id:
        return
    if key is not None and await type(row).filter(external_id=checked(key)).exists():
        raise Invalid("external_id", "Another record has this external id.")
    await type(row).filter(id=row.id).update(external_id=key)
    row.external_id = key

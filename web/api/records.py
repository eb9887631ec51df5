"""Records by the ids that programs send: those of an address, and those that a body names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from tenants.errors import Invalid, NotFound
from tenants.isolation import TenantOwned

Owned = TypeVar("Owned", bound=TenantOwned)


async def at(model: type[Owned], record_id: UUID, **must: Any) -> Owned:
    """The record an address names. Raises NotFound."""
    found = await model.get_or_none(id=record_id, **must)
    if found is None:
        raise NotFound
    return found


async def held(model: type[Owned], record_id: UUID, **must: Any) -> Owned:
    """The same, and nobody changes it before this unit of work ends: of two changes at once none undoes the other."""
    found = await model.filter(id=record_id, **must).select_for_update(no_key=True).get_or_none()
    if found is None:
        raise NotFound
    return found


async def named(model: type[Owned], field: str, record_id: UUID, **must: Any) -> Owned:
    """The record that `field` of the body names. Raises Invalid, alike for a stranger's and for nobody's."""
    found = await model.get_or_none(id=record_id, **must)
    if found is None:
        raise Invalid(field, "There is no such record here.")
    return found


@contextmanager
def calling(**names: str) -> Iterator[None]:
    """Have an Invalid say the name a field has in the API, where its form calls it otherwise."""
    try:
        yield
    except Invalid as error:
        raise Invalid(names.get(error.field, error.field), error.message, **error.values) from error

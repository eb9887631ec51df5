"""Branding: what the company's portal is called and which colour it has."""

from dataclasses import dataclass
from typing import Self

from tenants import activity
from tenants.brand import Brand
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.tenant import Tenant

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """Named as the columns of Tenant."""

    portal_name: str
    brand_color: str

    @classmethod
    def typed(cls, portal_name: str, brand_color: str) -> Self:
        """What was typed as it will be kept. Raises Invalid."""
        name = " ".join(portal_name.split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise Invalid("portal_name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)
        try:
            return cls(portal_name=name, brand_color=Brand.parse(brand_color.strip()).chosen)
        except ValueError as error:
            raise Invalid("brand_color", "A color is written as # and six digits, like #1d4ed8.") from error


async def change(wanted: Branding) -> None:
    """Make it so, and note what changed. What was sent before keeps the look it was sent with."""
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    changed = {
        name: getattr(wanted, name) for name in Branding.__slots__ if getattr(wanted, name) != getattr(tenant, name)
    }
    if changed:
        await Tenant.filter(id=tenant.id).update(**changed)
        await activity.note(tenant, "branding_changed", what=sorted(changed))

"""Who a paper comes from: the company as the document has it, with its logo; and what a hand drew on it."""

from typing import Any

from templates.paper import PaperCompany
from tenants import logos
from tenants.brand import Brand
from tenants.isolation import acting_for
from tenants.signatures import Signature, path
from tenants.tenant import Tenant

INK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><path d="{path}" fill="none" stroke="#1f1d1a" '
    'stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


async def sender(tenant: Tenant, frozen: dict[str, Any]) -> PaperCompany:
    """The company as the document has it, frozen when it was sent: with the logo of that day."""
    return PaperCompany(
        name=frozen["company"],
        address_lines=tuple(frozen["address"]),
        phone=frozen["phone"],
        email=frozen["email"],
        brand=Brand.parse(frozen["brand_color"]).light,
        tax_id=frozen["tax_number"],
        logo=await logo_of(tenant, frozen.get("logo")),
    )


async def sender_now(tenant: Tenant) -> PaperCompany:
    """The company as it is today, for what is no document: signs and stickers."""
    return PaperCompany(
        name=tenant.name,
        address_lines=tuple(tenant.address.splitlines()),
        phone=tenant.phone,
        email=tenant.email,
        brand=Brand.parse(tenant.brand_color).light,
        logo=await logo_of(tenant, tenant.logo),
    )


async def logo_of(tenant: Tenant, shown: dict[str, Any] | None) -> bytes | None:
    """The picture for white paper; a light one would not be seen there."""
    if not shown or shown["tone"] == "light":
        return None
    # Letters are printed outside of any unit of work.
    async with acting_for(tenant):
        return await logos.body_of(shown)


def ink(signature: Signature | None) -> str:
    """What was drawn, as an SVG picture; empty when only a name was typed, or nothing."""
    return INK.format(path=path(signature.strokes)) if signature and signature.strokes else ""

"""The letterhead of a document: who writes, to whom and about which place, as it is on the day it is sent."""

from typing import Any
from uuid import UUID

from tenants.brand import Brand
from tenants.customers import Customer, Property
from tenants.isolation import acting
from tenants.tenant import Tenant

WIDEST, TALLEST = 240, 44
PLATES = {"dark": "#fffdf9", "light": "#26221d"}


async def letterhead(customer_id: UUID, property_id: UUID | None) -> dict[str, Any]:
    """As JSON, to be kept with what is sent."""
    tenant = acting().tenant
    customer = await Customer.get(id=customer_id)
    place = await Property.get(id=property_id) if property_id else None
    return {
        "company": tenant.name,
        "address": tenant.address.splitlines(),
        "phone": tenant.phone,
        "email": tenant.email,
        "tax_number": tenant.tax_number,
        "brand_color": tenant.brand_color,
        "logo": tenant.logo,
        "bill_to": [customer.name, *customer.billing_address.splitlines()],
        "service": [text for text in (place.name, *place.address.splitlines()) if text] if place else [],
    }


def in_mail(tenant: Tenant) -> dict[str, Any]:
    """The company as its letters show it."""
    brand = Brand.parse(tenant.brand_color)
    return {
        "name": tenant.name,
        "portal_name": tenant.portal_name,
        "brand": brand.light,
        "brand_ink": brand.light_ink,
        "logo_url": tenant.url(f"/logo/{tenant.logo['mark']}.png") if tenant.logo else None,
        "logo": tenant.logo and _fitted(tenant.logo),
        "phone": tenant.phone,
        "email": tenant.email,
        "address_lines": tenant.address.splitlines(),
        "portal_url": tenant.url("/"),
    }


def _fitted(logo: dict[str, Any]) -> dict[str, Any]:
    """The sizes that mail programs need in figures, and the plate that a dark or a light one stands on."""
    height = min(TALLEST, round(WIDEST * logo["height"] / logo["width"]))
    width = max(1, round(height * logo["width"] / logo["height"]))
    return {"width": width, "height": max(1, height), "plate": PLATES.get(logo["tone"])}

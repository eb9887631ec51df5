"""Papers as answers: printed, named after their number, and kept by no cache on the way."""

import re
from collections.abc import Awaitable
from typing import Any

from quart import Response

from templates.paper import PaperCompany
from templates.press import PressBusy
from tenants import logos
from tenants.brand import Brand
from tenants.errors import Unavailable
from tenants.isolation import acting_for
from tenants.signatures import Signature, path
from tenants.tenant import Tenant
from web.door import here

INK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><path d="{path}" fill="none" stroke="#1f1d1a" '
    'stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


async def answered(printing: Awaitable[bytes], kind: str, number: str) -> Response:
    """The PDF, as the file `kind`-`number`. Raises Unavailable when too many wait for theirs."""
    try:
        body = await printing
    except PressBusy as error:
        raise Unavailable("Too many letters are being printed right now.") from error
    response = Response(body, content_type="application/pdf")
    name = re.sub("[^a-zA-Z0-9]", "-", number)
    response.headers["Content-Disposition"] = f'inline; filename="{kind}-{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def sender(frozen: dict[str, Any]) -> PaperCompany:
    """The company as the document has it, frozen when it was sent: with the logo of that day."""
    return PaperCompany(
        name=frozen["company"],
        address_lines=tuple(frozen["address"]),
        phone=frozen["phone"],
        email=frozen["email"],
        brand=Brand.parse(frozen["brand_color"]).light,
        tax_id=frozen["tax_number"],
        logo=await logo_of(frozen.get("logo")),
    )


async def sender_now(tenant: Tenant) -> PaperCompany:
    """The company as it is today, for what is no document: signs and stickers."""
    return PaperCompany(
        name=tenant.name,
        address_lines=tuple(tenant.address.splitlines()),
        phone=tenant.phone,
        email=tenant.email,
        brand=Brand.parse(tenant.brand_color).light,
        logo=await logo_of(tenant.logo),
    )


async def logo_of(shown: dict[str, Any] | None) -> bytes | None:
    """The picture for white paper; a light one would not be seen there."""
    if not shown or shown["tone"] == "light":
        return None
    # Letters are printed outside of any unit of work.
    async with acting_for(here()):
        return await logos.body_of(shown)


def ink(signature: Signature | None) -> str:
    """What was drawn, as an SVG picture; empty when only a name was typed, or nothing."""
    return INK.format(path=path(signature.strokes)) if signature and signature.strokes else ""

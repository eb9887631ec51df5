"""Logo: a company's sign, made anew from what was sent; an earlier one is kept, for the papers that carry it."""

import hashlib
from typing import Any

from tortoise import fields

from tenants import activity, photo_decoder
from tenants.errors import Invalid, NotFound
from tenants.isolation import TenantOwned, acting, acting_for
from tenants.tenant import Tenant

MOST_BYTES = 8 * 1024 * 1024
MARK_LENGTH = 40


class Logo(TenantOwned):
    """A PNG of our own making, asked for by `mark`, the hash of its content.

    `tone` says that only a dark or a light ground shows it: "dark" is a dark sign without a ground of its own.
    """

    mark = fields.CharField(max_length=MARK_LENGTH)
    body = fields.BinaryField()
    width = fields.SmallIntField()
    height = fields.SmallIntField()
    tone = fields.CharField(max_length=5, default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "logo"

    @property
    def shown(self) -> dict[str, Any]:
        """What a page has to know of it."""
        return {"mark": self.mark, "width": self.width, "height": self.height, "tone": self.tone}


KEEP = """
INSERT INTO logo (id, tenant_id, mark, body, width, height, tone, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now()) ON CONFLICT (tenant_id, mark) DO UPDATE SET created_at = now()
"""


async def choose(tenant: Tenant, body: bytes | bytearray) -> Logo:
    """Let the picture in `body` be the company's logo from now on.

    Needs to be outside acting_for: decoding takes its time. Raises Invalid("logo") for what cannot be taken and
    Unavailable when there is no room to decode it.
    """
    if len(body) > MOST_BYTES:
        raise Invalid("logo", "Please choose a picture of at most 8 MB.")
    made = await photo_decoder.decode_logo(body)
    mark = hashlib.sha256(made.body).hexdigest()[:MARK_LENGTH]
    logo = Logo(
        tenant_id=tenant.id, mark=mark, body=made.body, width=made.width, height=made.height, tone=made.tone
    )  # fmt: skip
    async with acting_for(tenant) as unit:
        await unit.rows(KEEP, logo.id, tenant.id, mark, made.body, made.width, made.height, made.tone)
        await _show(logo.shown)
    return logo


async def remove() -> None:
    """Show the company's name again instead of the logo; it can be brought back."""
    await _show(None)


async def bring_back(mark: str) -> None:
    """Show an earlier logo again. Raises NotFound."""
    await _show((await find(mark)).shown)


async def find(mark: str) -> Logo:
    """The acting company's logo, today's or an earlier one. Raises NotFound."""
    logo = await Logo.get_or_none(mark=mark) if len(mark) == MARK_LENGTH else None
    if logo is None:
        raise NotFound
    return logo


async def earlier() -> Logo | None:
    """The logo that was shown last, if it is not shown now."""
    shown = acting().tenant.logo
    return await Logo.exclude(mark=shown["mark"] if shown else "").order_by("-created_at").first()


async def body_of(shown: dict[str, Any] | None) -> bytes | None:
    """The picture that a letterhead names; None when it names none."""
    logo = await Logo.get_or_none(mark=shown["mark"]) if shown else None
    return bytes(logo.body) if logo else None


async def _show(shown: dict[str, Any] | None) -> None:
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    if tenant.logo == shown:
        return
    await Tenant.filter(id=tenant.id).update(logo=shown)
    await activity.note(tenant, "logo_changed" if shown else "logo_removed")

"""Branding: a color is six digits and nothing else, and whoever changes it stands in the history."""

import pytest

from tenants import branding
from tenants.activity import Activity
from tenants.branding import Branding
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.world import World

COLORS = [
    "red;}*{background:url(//evil)}", "</style><script>", "#fff\\9", "var(--x)", "rgb(0 0 0/calc(1))", "expression()",
    "#11223344", "#fff", "\\23 112233", "#112233\n}", "#" + "1" * 10_000, "", "112233", "#١١٢٢٣٣", "#１１２２３３", "＃112233",
    "\\000023112233", "#\\31 12233", "#112233;}", "#112233/*", "#112233 !important", "url(#112233)", "#11\u200b2233",
    "\ufeff#112233", "#+11223", "#-12233", "#1_2_33", "#0x1122", "#11223g", "color-mix(in srgb, red, blue)", "#112233,#445566",
    "#112233\r\nX-Injected: yes", "/**/#112233", "@import '//evil'", "inherit", "#" + "\N{MATHEMATICAL BOLD DIGIT ONE}" * 6,
]  # fmt: skip


@pytest.mark.parametrize("color", COLORS)
def test_a_color_is_six_digits_and_nothing_else(color: str) -> None:
    with pytest.raises(Invalid) as refused:
        Branding.typed("", color)

    assert refused.value.field == "brand_color"


async def test_it_is_kept_in_one_form(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await branding.change(Branding.typed("  Acme   online ", "#ABCDEF"))
        noted = await Activity.get(verb="branding_changed")

    tenant = await Tenant.get(id=world.acme.tenant.id)
    assert (tenant.portal_name, tenant.brand_color) == ("Acme online", "#abcdef")
    assert noted.facts == {"what": ["brand_color", "portal_name"]}


async def test_what_stays_is_not_noted(world: World) -> None:
    tenant = world.acme.tenant
    async with acting_for(tenant):
        await branding.change(Branding.typed(tenant.portal_name, tenant.brand_color))
        assert not await Activity.exists(verb="branding_changed")


@pytest.mark.parametrize("name", ["x" * 61, "Acme\u202eenilno", "Acme\x7f"])
def test_a_name_has_an_end_and_is_seen(name: str) -> None:
    with pytest.raises(Invalid, match="characters or fewer"):
        Branding.typed(name, "#112233")

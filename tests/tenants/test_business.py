"""Business info: refused by field, noted, and a currency that stays once there are documents."""

from dataclasses import replace

import pytest

from tenants import business
from tenants.activity import Activity
from tenants.business import Business
from tenants.errors import Invalid
from tenants.isolation import acting_for, statement
from tenants.tenant import Tenant
from tests.builders import a_draft, a_slug
from tests.world import World


async def now(world: World) -> Tenant:
    return await Tenant.get(id=world.acme.tenant.id)


async def test_it_is_kept_tidily_and_noted(world: World) -> None:
    wanted = replace(Business.of(world.acme.tenant), phone=" 555  0100 ", address=" 1 Main \r\n\r\n Town ").tidy()
    async with acting_for(world.acme.tenant):
        await business.change(wanted)
        noted = await Activity.get(verb="business_changed")

    tenant = await now(world)
    assert (tenant.phone, tenant.address) == ("555 0100", "1 Main\nTown")
    assert noted.facts == {"what": ["address", "phone"]}


def test_what_cannot_be_is_said_by_field() -> None:
    wrong = Business(
        name="", phone="5" * 41, email="x", address="a" * 501, tax_number="", time_zone="x", locale="x", currency="x"
    )

    assert set(wrong.refusals()) == {"name", "phone", "email", "address", "time_zone", "locale", "currency"}


async def test_the_currency_changes_while_there_is_nothing_in_it(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await business.change(replace(Business.of(world.acme.tenant), currency="CAD"))

    assert (await now(world)).currency == "CAD"


async def test_the_currency_stays_once_there_is_a_document(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await a_draft(world.acme.customer)
        with pytest.raises(Invalid, match="The currency stays"):
            await business.change(replace(Business.of(world.acme.tenant), currency="CAD"))


class TestRename:
    async def test_it_is_noted(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            slug = await business.rename(a_slug())
            noted = await Activity.get(verb="address_changed")

        assert noted.facts == {"was": world.acme.tenant.slug, "to": slug}

    async def test_anothers_is_taken(self, world: World) -> None:
        with pytest.raises(Invalid, match="taken"):
            async with acting_for(world.acme.tenant):
                await business.rename(world.bolt.tenant.slug)

        assert (await now(world)).slug == world.acme.tenant.slug

    async def test_the_same_again_changes_nothing(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await business.rename(world.acme.tenant.slug)

        assert await statement("SELECT 1 FROM former_slug WHERE slug = $1", world.acme.tenant.slug) == []

    async def test_nobody_locks_up_many(self, world: World) -> None:
        for _ in range(business.MOST_FORMER):
            async with acting_for(await now(world)):
                await business.rename(a_slug())

        with pytest.raises(Invalid, match="often"):
            async with acting_for(await now(world)):
                await business.rename(a_slug())

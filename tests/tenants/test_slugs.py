"""What a portal's address may be: a table of names, and who may have one when."""

import pytest

from tenants import business, slugs
from tenants.errors import Invalid
from tenants.isolation import acting_for, statement
from tenants.slugs import Standing
from tenants.tenant import Tenant
from tests.builders import a_slug
from tests.names import GOOD, REFUSED
from tests.world import World


async def moved(world: World, slug: str) -> str:
    """Acme's portal at another address; the one it gave up."""
    was = world.acme.tenant.slug
    async with acting_for(world.acme.tenant):
        await business.rename(slug)
    return was


pytestmark = pytest.mark.usefixtures("servers")


def test_the_table_is_long() -> None:
    assert len({*GOOD, *REFUSED}) > 400


@pytest.mark.parametrize("name", GOOD)
def test_it_may_be(name: str) -> None:
    assert slugs.check(name) == name


@pytest.mark.parametrize("name", REFUSED)
def test_it_may_not_be(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        slugs.check(name)

    assert refused.value.field == "slug"


@pytest.mark.parametrize("typed", ["ACME", " acme ", "Acme"])
def test_it_is_one_whatever_the_case(typed: str) -> None:
    assert slugs.check(typed) == "acme"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme Heating & Air", "acme-heating-air"),
        ("Joe's Plumbing, Inc.", "joes-plumbing-inc"),
        ("Müller & Söhne", "muller-sohne"),
        ("Admin", ""),
        ("漢字", ""),
        ("A very long name of a company that goes on and on", "a-very-long-name-of-a-company-that-goes"),
    ],
)
def test_it_is_suggested_from_the_name(name: str, slug: str) -> None:
    assert slugs.suggested(name) == slug


class TestStanding:
    async def test_it_says_whether_it_is_to_be_had(self, world: World) -> None:
        assert await slugs.standing(a_slug("nobodys")) is Standing.FREE
        assert await slugs.standing(world.acme.tenant.slug.upper()) is Standing.TAKEN
        assert await slugs.standing("admin") is Standing.NOT_ALLOWED

    async def test_what_was_given_up_is_kept(self, world: World) -> None:
        was = await moved(world, a_slug("moved"))

        assert await slugs.standing(was) is Standing.TAKEN

    async def test_nobody_else_gets_it_for_half_a_year(self, world: World) -> None:
        was = await moved(world, a_slug("moved"))

        with pytest.raises(Invalid, match="taken"):
            async with acting_for(world.bolt.tenant):
                await business.rename(was)
        [row] = await statement(
            "SELECT kept_until - now() > interval '180 days' AS long FROM former_slug WHERE slug = $1", was
        )
        assert row["long"]

    async def test_the_database_refuses_it_too(self, world: World) -> None:
        was = await moved(world, a_slug("moved"))

        with pytest.raises(Exception, match="is kept for another company"):
            await Tenant.filter(id=world.bolt.tenant.id).update(slug=was)

    async def test_the_company_itself_may_take_it_back(self, world: World) -> None:
        elsewhere = a_slug("moved")
        was = await moved(world, elsewhere)
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            await business.rename(was)

        assert (await Tenant.get(id=world.acme.tenant.id)).slug == was
        assert await slugs.standing(elsewhere) is Standing.TAKEN

    async def test_later_it_is_anybodys(self, world: World) -> None:
        was = await moved(world, a_slug("moved"))
        await statement("UPDATE former_slug SET kept_until = now() - interval '1 second' WHERE slug = $1", was)
        async with acting_for(world.bolt.tenant):
            await business.rename(was)

        assert (await Tenant.get(id=world.bolt.tenant.id)).slug == was

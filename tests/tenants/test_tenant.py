"""A company: its one origin, its own day, and a slug the database itself checks."""

from datetime import datetime

import pytest
from tortoise.exceptions import BaseORMException

from settings import settings
from tenants.tenant import Tenant
from tests.world import World


def test_every_address_hangs_on_its_one_origin() -> None:
    tenant = Tenant(slug="acme", name="Acme")

    assert tenant.url("/invoices") == settings().base_url.replace("//", "//acme.") + "/invoices"


def test_its_day_is_the_day_of_its_zone() -> None:
    ahead, behind = Tenant(time_zone="Pacific/Kiritimati"), Tenant(time_zone="Pacific/Pago_Pago")

    assert (ahead.today() - behind.today()).days == 1
    assert ahead.today() == datetime.now(ahead.zone).date()


@pytest.mark.parametrize("slug", ["a", "-acme", "acme-", "ac--me", "Acme", "acme.x", "аcme", "a" * 41, ""])
async def test_the_database_refuses_a_slug_that_is_no_host_name(world: World, slug: str) -> None:
    with pytest.raises(BaseORMException):
        await Tenant.create(slug=slug, name="Mallory")


@pytest.mark.parametrize("color", ["red", "#FFF", "#12345g", "#1d4ed8;}"])
async def test_the_database_refuses_a_color_that_is_none(world: World, color: str) -> None:
    with pytest.raises(BaseORMException):
        await Tenant.filter(id=world.acme.tenant.id).update(brand_color=color)

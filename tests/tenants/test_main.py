"""`python -m tenants create`: a company from the command line."""

import pytest

from tenants.__main__ import read, read_fee, set_fee
from tenants.errors import Invalid
from tenants.founding import found
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.world import World

GOOD = {"slug": "aqua-pools", "name": "Aqua Pools", "owner-name": "Ann Lee", "owner-email": "Ann@Aqua.example"}


def asked(**options: str) -> list[str]:
    given = GOOD | {name.replace("_", "-"): value for name, value in options.items()}
    return ["create", *(f"--{name}={value}" for name, value in given.items())]


async def test_it_makes_the_company_with_its_owner(world: World) -> None:
    tenant = await found(read(asked(currency="CAD", locale="en_CA", time_zone="America/Toronto")))

    async with acting_for(tenant):
        owner = await StaffMember.get()
    assert (tenant.currency, tenant.locale, tenant.time_zone) == ("CAD", "en_CA", "America/Toronto")
    assert (owner.name, owner.email, owner.role) == ("Ann Lee", "ann@aqua.example", Role.OWNER)


async def test_it_says_when_the_slug_is_taken(world: World) -> None:
    with pytest.raises(Invalid, match="taken"):
        await found(read(asked(slug=world.acme.tenant.slug)))


def test_it_names_every_wrong_option_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"slug": "A_b", "name": " ", "owner_email": "ann", "currency": "usd", "time_zone": "Mars", "locale": "en"}

    with pytest.raises(SystemExit):
        read(asked(**wrong))

    said = capsys.readouterr().err
    assert all(f"--{name.replace('_', '-')}: " in said for name in wrong)
    assert "--owner-name" not in said.partition("these cannot be used")[2]


@pytest.mark.parametrize(
    "slug", ["ab", "a" * 41, "-acme", "acme-", "ac--me", "ac_me", "äcme", "12345", "admin", "invoices", "my-porchlight"]
)
def test_it_takes_no_slug_that_the_database_refuses(slug: str) -> None:
    with pytest.raises(SystemExit):
        read(asked(slug=slug))


async def test_it_sets_the_operators_share(world: World) -> None:
    slug = world.acme.tenant.slug

    assert await set_fee(*read_fee(["--slug", slug, "--basis-points", "75"]))
    assert not await set_fee("nobody-here", 75)

    assert (await Tenant.get(slug=slug)).application_fee_basis_points == 75


@pytest.mark.parametrize("share", ["-1", "2001", "half"])
def test_it_takes_no_share_that_cannot_be(share: str) -> None:
    with pytest.raises(SystemExit):
        read_fee(["--slug", "acme", f"--basis-points={share}"])

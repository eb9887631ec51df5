"""Founding a company: what is refused, in words and by field."""

import pytest

from tenants.errors import Invalid
from tenants.founding import Wanted, found
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tests.builders import a_wanted_company
from tests.world import World


async def test_its_owner_is_its_one_staff_member(world: World) -> None:
    tenant = await found(a_wanted_company(name=" Aqua  Pools ", owner_email="Ann@Aqua.example"))

    async with acting_for(tenant):
        owner = await StaffMember.get()
    assert (tenant.name, owner.name, owner.email, owner.role) == (
        "Aqua Pools",
        "Ann Lee",
        "ann@aqua.example",
        Role.OWNER,
    )


async def test_one_that_is_taken_is_refused_and_leaves_nothing(world: World) -> None:
    taken = a_wanted_company(slug=world.acme.tenant.slug)

    with pytest.raises(Invalid, match="taken"):
        await found(taken)


def test_everything_wrong_is_said_at_once() -> None:
    wrong = Wanted("-", " ", "\x00", "nobody", "usd", "Mars", "en")

    assert set(wrong.refusals()) == set(Wanted.__slots__)
    assert a_wanted_company().refusals() == {}


@pytest.mark.parametrize("field", ["name", "owner_name"])
@pytest.mark.parametrize(
    ("name", "refused"), [("x" * 120, False), ("x" * 121, True), ("a\u202eb", True), ("é ñ", False)]
)
def test_a_name_has_a_length_and_is_seen(field: str, name: str, refused: bool) -> None:
    assert (field in a_wanted_company(**{field: name}).refusals()) is refused

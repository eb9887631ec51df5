"""What the company decides about the client portal: every change noted, nothing lost by closing it."""

from dataclasses import replace

import pytest

from tenants import client_portal, sign_in
from tenants.client_portal import ClientPortal
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import as_staff
from tests.signing_in import signed_in
from tests.world import World


async def changed(world: World, **more: object) -> list[str]:
    async def change() -> list[str]:
        async with acting_for(world.acme.tenant):
            was = ClientPortal.of(await Tenant.get(id=world.acme.tenant.id))
            return await client_portal.change(replace(was, **more))

    return await as_staff(world.acme.owner, change())


async def test_it_changes_what_differs_and_notes_who_did(world: World) -> None:
    names = await changed(world, shows_agreements=False, welcome="Good day.")
    async with acting_for(world.acme.tenant):
        notes = await client_portal.notes()

    assert sorted(names) == ["shows_agreements", "welcome"]
    assert {(note.setting, note.to, note.by) for note in notes} == {
        ("shows_agreements", False, "Olive Owner"),
        ("welcome", None, "Olive Owner"),
    }
    assert not (await Tenant.get(id=world.acme.tenant.id)).shows_agreements


async def test_it_changes_nothing_of_another_company(world: World) -> None:
    await changed(world, shows_jobs=False)
    async with acting_for(world.bolt.tenant):
        assert await client_portal.notes() == []

    assert (await Tenant.get(id=world.bolt.tenant.id)).shows_jobs


async def test_nothing_changed_is_not_noted(world: World) -> None:
    assert await changed(world) == []
    async with acting_for(world.acme.tenant):
        assert await client_portal.notes() == []


@pytest.mark.parametrize("more", [{"welcome": "x" * 5_001}, {"smallest_partial": -1}])
async def test_it_takes_nothing_that_cannot_be(world: World, more: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        await changed(world, **more)

    assert refused.value.field in more


async def test_closing_signs_everybody_out_for_good(world: World) -> None:
    entered = await signed_in(world.acme)
    await changed(world, portal_enabled=False)
    async with acting_for(world.acme.tenant):
        assert await sign_in.find(entered.reference, wall=False) is None
    await changed(world, portal_enabled=True)

    async with acting_for(world.acme.tenant):
        assert await sign_in.find(entered.reference, wall=False) is None
    again = await signed_in(world.acme)
    async with acting_for(world.acme.tenant):
        assert await sign_in.find(again.reference, wall=False) is not None

"""Working copies: what was typed is kept, and nobody writes over what they never saw."""

import pytest

from tenants import working_copies
from tenants.isolation import acting_for
from tenants.working_copies import Overtaken
from tests.builders import a_draft, as_staff
from tests.world import World


async def test_what_was_typed_is_kept_as_it_is(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        assert await working_copies.keep(draft, {"title": "Boil"}, 0) == 1
        assert await working_copies.keep(draft, {"title": "Boiler, hal"}, 1) == 2

        kept = await working_copies.of(draft.id)

    assert kept
    assert kept.typed == {"title": "Boiler, hal"}


async def test_who_comes_second_is_told_who_was_first(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        await as_staff(world.acme.owner, working_copies.keep(draft, {"title": "Mine"}, 0))

        with pytest.raises(Overtaken) as caught:
            await working_copies.keep(draft, {"title": "Theirs"}, 0)

        kept = await working_copies.of(draft.id)
    assert (caught.value.by, caught.value.edits) == (world.acme.owner.name, 1)
    assert kept
    assert kept.typed == {"title": "Mine"}


async def test_it_goes_when_the_document_is_sent(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        await working_copies.keep(draft, {}, 0)

        await working_copies.discard(draft.id)

        assert await working_copies.of(draft.id) is None

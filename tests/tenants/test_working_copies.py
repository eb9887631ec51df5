"""Working copies: what was typed is kept, and nobody writes over what they never saw."""

import pytest

from tenants import working_copies
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.working_copies import Overtaken
from tests.builders import a_draft, a_staff_member, an_overwritten_copy, as_staff
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


class TestOver:
    async def test_what_is_saved_over_is_kept_with_whose_it_was(self, world: World) -> None:
        max_ = await a_staff_member(world.acme, Role.MEMBER)
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await as_staff(max_, working_copies.keep(draft, {"title": "Theirs"}, 0))
            was = await working_copies.of(draft.id)
            await as_staff(world.acme.owner, working_copies.keep(draft, {"title": "Mine"}, 1, over=True))
            now, [kept] = await working_copies.of(draft.id), await working_copies.overwritten(draft.id)

        assert now
        assert was
        assert (now.typed, kept.typed) == ({"title": "Mine"}, {"title": "Theirs"})
        assert (kept.by, kept.saved_at, kept.overwritten_by) == (max_.name, was.saved_at, world.acme.owner.name)

    async def test_ones_own_next_letter_sets_nothing_aside(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await working_copies.keep(draft, {"title": "B"}, 0)
            await working_copies.keep(draft, {"title": "Bo"}, 1)

            assert await working_copies.overwritten(draft.id) == []

    async def test_neither_do_the_same_words(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await working_copies.keep(draft, {"title": "Boiler"}, 0)
            await working_copies.keep(draft, {"title": "Boiler"}, 1, over=True)

            assert await working_copies.overwritten(draft.id) == []

    async def test_who_saves_over_what_they_never_saw_is_refused_and_keeps_nothing(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await working_copies.keep(draft, {"title": "First"}, 0)
            with pytest.raises(Overtaken):
                await working_copies.keep(draft, {"title": "Second"}, 0, over=True)

            assert await working_copies.overwritten(draft.id) == []

    async def test_the_latest_are_kept_and_not_more(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await working_copies.keep(draft, {"title": "0"}, 0)
            for edits in range(1, working_copies.MOST_OVERWRITTEN + 4):
                await working_copies.keep(draft, {"title": str(edits)}, edits, over=True)
            kept = await working_copies.overwritten(draft.id)

        assert [it.typed["title"] for it in kept] == [str(number) for number in range(22, 2, -1)]

    async def test_they_go_when_the_document_is_sent_and_are_that_documents_alone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft, other = await a_draft(world.acme.customer), await a_draft(world.acme.customer)
            kept, theirs = await an_overwritten_copy(draft), await an_overwritten_copy(other, title="Other")
            assert (await working_copies.overwritten_one(draft.id, kept.id)).id == kept.id
            await working_copies.discard(draft.id)

            assert [it.id for it in await working_copies.overwritten(other.id)] == [theirs.id]
            for about, copy in ((draft, kept), (draft, theirs)):
                with pytest.raises(NotFound):
                    await working_copies.overwritten_one(about.id, copy.id)

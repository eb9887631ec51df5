"""What a customer answers: once, as it was read, and whoever comes second learns what was answered."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from uuid import uuid4

import pytest
from tortoise.exceptions import BaseORMException

from tenants import agreements
from tenants.activity import Activity
from tenants.agreements import Agreement, AgreementStatus, Answerer
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting, acting_for
from tests.builders import a_signed_agreement, agreement_contents, an_agreement
from tests.world import World

ROUNDS = 12


def dana(world: World) -> Answerer:
    return Answerer(world.acme.contact.id, world.acme.contact.name)


class TestSign:
    async def test_it_is_kept_with_who_when_and_what(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.sign(agreement, dana(world), seen=agreement.fingerprint, name=" Dana  Diaz ")
            stored = await Agreement.get(id=agreement.id)

        assert (stored.status, stored.answered_by_id) == (AgreementStatus.SIGNED, world.acme.contact.id)
        assert stored.signature == {"name": "Dana Diaz", "strokes": []}
        assert agreements.is_answer_whole(stored)

    async def test_it_tells_the_customer_and_the_company(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            for _ in range(2):
                await agreements.tell_staff(agreement.id)
            letters = await Email.filter(about_id=agreement.id).values_list("letter", "to_address")

        assert ("agreement_signed", world.acme.contact.email) in letters
        assert letters.count(("staff_agreement_signed", world.acme.owner.email)) == 1

    async def test_it_needs_a_signature_where_one_was_asked_for(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            acting().tenant.signature_required = True
            agreement = await an_agreement(world.acme.customer)
            with pytest.raises(Invalid) as refused:
                await agreements.sign(agreement, dana(world), seen=agreement.fingerprint)

            assert refused.value.field == "signature"
            assert agreement.status is AgreementStatus.SENT

    async def test_it_needs_none_elsewhere(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.sign(agreement, dana(world), seen=agreement.fingerprint)

            assert (agreement.status, agreement.signature) == (AgreementStatus.SIGNED, None)

    async def test_it_is_not_given_to_what_nobody_saw(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            seen = agreement.fingerprint
            await agreements.take_back(agreement)
            await agreements.rewrite(agreement, agreement_contents(price=99_900))
            await agreements.send(agreement)
            with pytest.raises(Conflict):
                await agreements.sign(agreement, dana(world), seen=seen)

            assert (await Agreement.get(id=agreement.id)).status is AgreementStatus.SENT

    @pytest.mark.parametrize(
        "change", [{"signature": None}, {"answered_by_id": None}, {"answer_fingerprint": ""}, {"status": "sent"}]
    )
    async def test_it_stays_as_it_was_given(self, world: World, change: dict[str, object]) -> None:
        with pytest.raises(BaseORMException, match="stays so"):
            async with acting_for(world.acme.tenant):
                agreement = await a_signed_agreement(world.acme.contact)
                await Agreement.filter(id=agreement.id).update(**change)

    async def test_a_changed_signature_would_show(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)

        agreement.signature = {"name": "Somebody Else", "strokes": []}
        assert not agreements.is_answer_whole(agreement)

    async def test_an_unsigned_one_bears_no_answer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert not agreements.is_answer_whole(await an_agreement(world.acme.customer))


class TestDecline:
    async def test_it_ends_it_with_a_reason(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.decline(agreement, dana(world), seen=agreement.fingerprint, reason=" We are moving. ")
            _, _, ended = await agreements.for_customer(agreement.customer_id, world.acme.tenant.today())
            await agreements.tell_staff(agreement.id)
            letter = await Email.get(about_id=agreement.id, letter="staff_agreement_declined")

        assert (ended[0].state, agreement.decline_reason) == (agreements.State.DECLINED, "We are moving.")
        assert letter.facts["note"] == "We are moving."

    async def test_it_takes_no_endless_reason(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            with pytest.raises(Invalid):
                await agreements.decline(agreement, dana(world), seen=agreement.fingerprint, reason="x" * 2_001)

    async def test_it_comes_too_late_after_the_signature_and_is_noted(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            with pytest.raises(Conflict):
                await agreements.decline(agreement, dana(world), seen=agreement.fingerprint)

            late = await Activity.get(about_id=agreement.id, verb="answered_late")
            assert (late.by, late.facts) == ("Dana Diaz", {"tried": "ended"})

    async def test_its_history_takes_only_so_many_late_attempts(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            for _ in range(22):
                with pytest.raises(Conflict):
                    await agreements.decline(agreement, dana(world), seen=agreement.fingerprint)

            assert await Activity.filter(about_id=agreement.id, verb="answered_late").count() == 20


class TestToAnswer:
    async def test_a_strangers_agreement_is_not_found(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            for customer_id, agreement_id in (
                (world.acme.other_customer.id, agreement.id),
                (agreement.customer_id, uuid4()),
            ):
                with pytest.raises(NotFound):
                    await agreements.to_answer(customer_id, agreement_id)


Act = Callable[[Agreement], Awaitable[None]]


class TestRaces:
    """Whoever comes together: one outcome, and the others are told."""

    @pytest.mark.parametrize("rival", ["sign", "decline", "take back", "end", "rewritten"])
    async def test_one_of_two_wins(self, world: World, rival: str) -> None:
        async with acting_for(world.acme.tenant):
            robin = await Contact.create(
                customer_id=world.acme.customer.id, name="Robin", email=f"{uuid4().hex}@a.example"
            )
        for _ in range(ROUNDS):
            async with acting_for(world.acme.tenant):
                agreement = await an_agreement(world.acme.customer)
            seen, second = agreement.fingerprint, Answerer(robin.id, robin.name)
            rivals: dict[str, Act] = {
                "sign": lambda mine, second=second, seen=seen: agreements.sign(mine, second, seen=seen),
                "decline": lambda mine, second=second, seen=seen: agreements.decline(mine, second, seen=seen),
                "take back": agreements.take_back,
                "end": agreements.end,
                "rewritten": send_again,
            }
            signing: Act = lambda mine, seen=seen: agreements.sign(mine, dana(world), seen=seen)  # noqa: E731
            won = await asyncio.gather(
                attempt(world, copy(agreement), signing), attempt(world, copy(agreement), rivals[rival])
            )

            assert sorted(won) == [False, True], rival
            async with acting_for(world.acme.tenant):
                stored = await Agreement.get(id=agreement.id)
                signed = await Email.filter(about_id=agreement.id, letter="agreement_signed").count()
            assert (stored.status is AgreementStatus.SIGNED) == bool(signed) == (won[0] or (rival == "sign"))


async def send_again(agreement: Agreement) -> None:
    await agreements.take_back(agreement)
    await agreements.rewrite(agreement, agreement_contents(price=3_100))
    await agreements.send(agreement)


async def attempt(world: World, agreement: Agreement, act: Act) -> bool:
    try:
        async with acting_for(world.acme.tenant):
            await act(agreement)
    except Conflict:
        return False
    return True

"""Changing one's address: proven at the new mailbox, stoppable from the old one, one outcome."""

import asyncio
from uuid import UUID

import pytest

from tenants import email_changes, sign_in
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.email_changes import EmailChange, Over
from tenants.email_changes.asking import ASKED
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting, acting_for
from tenants.sign_in import Entered, Refused, Session
from tests.patience import until_somebody_is_held_up
from tests.signing_in import asked, open_link, shift, signed_in, use_up
from tests.world import Company, World

NEW = "dana.new@example.com"


async def wanted(company: Company, typed: str = NEW, session_id: UUID | None = None) -> EmailChange:
    """The change the contact asked for just now, in a browser signed in just now."""
    session_id = session_id or (await signed_in(company)).session_id
    async with acting_for(company.tenant, customer_id=company.customer.id):
        await email_changes.ask(company.contact.id, session_id, typed)
        return (await EmailChange.all().order_by("-created_at").limit(1))[0]


async def confirmed(company: Company, change: EmailChange, session_id: UUID | None = None) -> Over | None:
    async with acting_for(company.tenant):
        return await email_changes.confirm(change.confirm_secret, session_id)


async def stopped(company: Company, change: EmailChange) -> Over | None:
    async with acting_for(company.tenant):
        return await email_changes.stop(change.stop_secret)


async def address(company: Company) -> str:
    async with acting_for(company.tenant):
        return (await Contact.get(id=company.contact.id)).email


async def is_in(company: Company, entered: Entered) -> bool:
    async with acting_for(company.tenant):
        return await sign_in.find(entered.reference, wall=False) is not None


async def letters(company: Company) -> list[tuple[str, str]]:
    async with acting_for(company.tenant):
        found = await Email.filter(letter__startswith="email_change").order_by("letter")
        return [(email.letter, email.to_address) for email in found]


class TestAsking:
    async def test_it_writes_to_both_addresses_and_changes_nothing(self, world: World) -> None:
        await wanted(world.acme)

        old = world.acme.contact.email
        assert await letters(world.acme) == [("email_change_confirm", NEW), ("email_change_requested", old)]
        assert await address(world.acme) == old

    async def test_it_names_nobody_to_the_new_mailbox(self, world: World) -> None:
        await wanted(world.acme)

        async with acting_for(world.acme.tenant):
            email = await Email.get(letter="email_change_confirm")
        assert (email.to_name, list(email.facts)) == ("", ["minutes"])

    async def test_it_keeps_no_secret(self, world: World) -> None:
        change = await wanted(world.acme)

        assert len({change.confirm_secret, change.stop_secret}) == 2
        async with acting_for(world.acme.tenant):
            row = await acting().row("SELECT t::text FROM email_change AS t WHERE id = $1", change.id)
        assert change.confirm_secret not in row["t"]
        assert len(change.confirm_secret) == 43

    @pytest.mark.parametrize("typed", ["", "dana", "a@b@example.com", "x@example.com\r\nBcc: y@example.com"])
    async def test_it_refuses_what_is_no_address(self, world: World, typed: str) -> None:
        with pytest.raises(Invalid):
            await wanted(world.acme, typed)

    async def test_it_refuses_the_address_one_has(self, world: World) -> None:
        with pytest.raises(Invalid, match="already"):
            await wanted(world.acme, world.acme.contact.email.upper())

    async def test_it_refuses_that_of_somebody_of_the_same_customer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=world.acme.customer.id, name="Sam", email=NEW)

        with pytest.raises(Invalid, match="Somebody else of this account"):
            await wanted(world.acme)

    async def test_it_does_not_tell_who_else_uses_an_address(self, world: World) -> None:
        for other in (world.acme.other_contact, world.bolt.other_contact):
            assert await wanted(world.acme, other.email)

    async def test_it_wants_a_sign_in_of_the_last_hour(self, world: World) -> None:
        entered = await signed_in(world.acme)
        await shift(world.acme, "session", "created_at", "-61 minutes")

        with pytest.raises(Invalid, match="sign in again"):
            await wanted(world.acme, session_id=entered.session_id)

    async def test_it_is_asked_three_times_an_hour(self, world: World) -> None:
        await use_up(ASKED, world.acme.contact.id, but=1)
        await wanted(world.acme)

        with pytest.raises(Invalid, match="in an hour"):
            await wanted(world.acme)


class TestConfirming:
    async def test_it_gives_the_contact_the_new_address(self, world: World) -> None:
        change = await wanted(world.acme)

        assert await confirmed(world.acme, change) is None

        assert await address(world.acme) == NEW
        assert ("email_changed", world.acme.contact.email) in await letters(world.acme)
        async with acting_for(world.acme.tenant):
            note = await Activity.get(about_id=world.acme.contact.id, verb="email_changed")
        assert note.facts == {"old": world.acme.contact.email, "new": NEW}

    async def test_looking_at_the_link_changes_nothing(self, world: World) -> None:
        change = await wanted(world.acme)

        async with acting_for(world.acme.tenant):
            found = await email_changes.asked_for(change.confirm_secret)

        assert found is not None
        assert found.over is None
        assert await address(world.acme) == world.acme.contact.email

    async def test_it_is_done_once(self, world: World) -> None:
        change = await wanted(world.acme)

        outcomes = await asyncio.gather(*(confirmed(world.acme, change) for _ in range(4)))

        assert outcomes.count(None) == 1
        assert set(outcomes) == {None, Over.CONFIRMED}
        assert len([it for it in await letters(world.acme) if it[0] == "email_changed"]) == 1

    async def test_the_newest_wins(self, world: World) -> None:
        older = await wanted(world.acme)
        newer = await wanted(world.acme, "dana.newest@example.com")

        assert await confirmed(world.acme, older) is Over.REPLACED
        assert await confirmed(world.acme, newer) is None

    async def test_it_works_for_an_hour_by_the_databases_clock(self, world: World) -> None:
        change = await wanted(world.acme)
        await shift(world.acme, "email_change", "expires_at", "-60 minutes")

        assert await confirmed(world.acme, change) is Over.EXPIRED
        assert await address(world.acme) == world.acme.contact.email

    async def test_the_other_secret_is_worth_nothing_for_it(self, world: World) -> None:
        change = await wanted(world.acme)

        async with acting_for(world.acme.tenant):
            assert await email_changes.confirm(change.stop_secret, None) is Over.UNKNOWN
            assert await email_changes.stop(change.confirm_secret) is Over.UNKNOWN

    async def test_it_is_worth_nothing_at_another_company(self, world: World) -> None:
        change = await wanted(world.acme)

        assert await confirmed(world.bolt, change) is Over.UNKNOWN

    async def test_it_is_over_when_the_company_changed_the_address_meanwhile(self, world: World) -> None:
        change = await wanted(world.acme)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email="office.knows@example.com")

        assert await confirmed(world.acme, change) is Over.REPLACED

    async def test_it_is_over_for_a_contact_who_was_removed(self, world: World) -> None:
        change = await wanted(world.acme)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("UPDATE contact SET removed_at = now() WHERE id = $1", world.acme.contact.id)

        assert await confirmed(world.acme, change) is Over.REPLACED

    async def test_it_is_over_when_somebody_of_the_customer_took_the_address(self, world: World) -> None:
        change = await wanted(world.acme)
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=world.acme.customer.id, name="Sam", email=NEW)

        assert await confirmed(world.acme, change) is Over.TAKEN

    async def test_two_of_one_customer_cannot_take_one_address_at_once(self, world: World) -> None:
        change, is_taken = await wanted(world.acme), asyncio.Event()

        async def taken() -> None:
            async with acting_for(world.acme.tenant):
                await Contact.create(customer_id=world.acme.customer.id, name="Sam", email=NEW)
                is_taken.set()
                await until_somebody_is_held_up()

        async def second() -> object:
            await is_taken.wait()
            return await confirmed(world.acme, change)

        outcomes = await asyncio.gather(taken(), second(), return_exceptions=True)

        assert isinstance(outcomes[1], Conflict)
        assert await address(world.acme) == world.acme.contact.email

    async def test_it_is_this_contact_alone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            other = world.acme.other_customer
            twin = await Contact.create(customer_id=other.id, name="Dana", email=world.acme.contact.email)
        change = await wanted(world.acme, session_id=await picked(world.acme))

        await confirmed(world.acme, change)

        async with acting_for(world.acme.tenant):
            assert (await Contact.get(id=twin.id)).email == world.acme.contact.email


async def picked(company: Company) -> UUID:
    """The session of somebody with several customers, looking at the first."""
    entered = await signed_in(company)
    async with acting_for(company.tenant):
        await sign_in.pick(entered.session_id, company.contact.id)
    return entered.session_id


class TestSignIns:
    async def test_the_browser_that_asked_stays_signed_in_when_it_confirms(self, world: World) -> None:
        mine, other = await signed_in(world.acme), await signed_in(world.acme)
        change = await wanted(world.acme, session_id=mine.session_id)

        await confirmed(world.acme, change, mine.session_id)

        assert await is_in(world.acme, mine)
        assert not await is_in(world.acme, other)

    async def test_it_does_not_when_the_link_was_opened_elsewhere(self, world: World) -> None:
        mine, other = await signed_in(world.acme), await signed_in(world.acme)
        change = await wanted(world.acme, session_id=mine.session_id)

        await confirmed(world.acme, change, other.session_id)

        assert not await is_in(world.acme, mine)
        assert not await is_in(world.acme, other)

    async def test_a_stranger_who_presses_the_link_lets_nobody_into_their_own(self, world: World) -> None:
        mallory = await signed_in(world.acme)
        change = await wanted(world.acme, world.acme.other_contact.email, mallory.session_id)
        casey = await signed_in(world.acme, world.acme.other_contact.email)

        await confirmed(world.acme, change, casey.session_id)

        assert not await is_in(world.acme, mallory)
        async with acting_for(world.acme.tenant):
            assert await Session.filter(email=world.acme.other_contact.email, revoked_at=None).count() == 1

    async def test_links_mailed_to_the_old_address_die(self, world: World) -> None:
        change = await wanted(world.acme)
        async with acting_for(world.acme.tenant):
            other = world.acme.other_customer
            await Contact.create(customer_id=other.id, name="Dana", email=world.acme.contact.email)
        link = await asked(world.acme, browser="b" * 43)

        await confirmed(world.acme, change)

        assert isinstance(await open_link(world.acme, link.secret, browser="b" * 43), Refused)


class TestStopping:
    async def test_it_leaves_the_address_and_signs_everybody_out(self, world: World) -> None:
        entered = await signed_in(world.acme)
        change = await wanted(world.acme, session_id=entered.session_id)

        assert await stopped(world.acme, change) is None

        assert await confirmed(world.acme, change) is Over.STOPPED
        assert await address(world.acme) == world.acme.contact.email
        assert not await is_in(world.acme, entered)

    async def test_it_comes_too_late_once_it_is_confirmed(self, world: World) -> None:
        change = await wanted(world.acme)
        await confirmed(world.acme, change)

        assert await stopped(world.acme, change) is Over.CONFIRMED
        assert await address(world.acme) == NEW

    @pytest.mark.parametrize("_", range(4))
    async def test_of_both_at_once_one_wins(self, world: World, _: int) -> None:
        change = await wanted(world.acme)

        outcomes = await asyncio.gather(stopped(world.acme, change), confirmed(world.acme, change))

        assert sorted(it is None for it in outcomes) == [False, True]
        assert (await address(world.acme) == NEW) is (outcomes[1] is None)

    async def test_whoever_asked_can_withdraw(self, world: World) -> None:
        change = await wanted(world.acme)

        async with acting_for(world.acme.tenant):
            await email_changes.withdraw(world.acme.contact.id)

        assert await confirmed(world.acme, change) is Over.STOPPED


class TestMail:
    async def test_it_carries_no_secret_that_is_out_of_time(self, world: World) -> None:
        change = await wanted(world.acme)
        await shift(world.acme, "email_change", "expires_at", "-60 minutes")

        async with acting_for(world.acme.tenant):
            assert await email_changes.mailed_path("email_change_confirm", change.id) is None

    @pytest.mark.parametrize("letter", ["email_change_confirm", "email_change_requested"])
    async def test_it_carries_a_live_secret_or_none(self, world: World, letter: str) -> None:
        change = await wanted(world.acme)

        async with acting_for(world.acme.tenant):
            path = await email_changes.mailed_path(letter, change.id)
            await email_changes.withdraw(world.acme.contact.id)
            assert await email_changes.mailed_path(letter, change.id) is None

        assert path is not None
        assert path.rsplit("/", 1)[1] in {change.confirm_secret, change.stop_secret}

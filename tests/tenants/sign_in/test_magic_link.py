"""Asking for a link: the same for everybody, within limits, and mailed to the stored address only."""

import asyncio
import logging
from random import randrange
from uuid import uuid4

import pytest

from tenants import sign_in
from tenants.allowances import Allowance
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Invalid
from tenants.isolation import acting, acting_for, statement
from tenants.sign_in import MagicLink, Mailable
from tenants.sign_in.limits import COMPANY, SITE
from tenants.tasks import Task
from tenants.tenant import Tenant
from tests.signing_in import asked, open_link, shift, signed_in, use_up
from tests.world import Company, World
from workers.sign_in import send_sign_in_mail


@pytest.fixture
def stranger() -> str:
    return f"stranger-{uuid4().hex}@example.com"


async def tasks_of(company: Company) -> list[str]:
    return [task.subject for task in await Task.filter(tenant_id=company.tenant.id, name="send_sign_in_mail")]


async def mailable(company: Company, link: MagicLink) -> Mailable | None:
    async with acting_for(company.tenant):
        return await sign_in.mailable(link.id)


async def mails_of(company: Company) -> list[Email]:
    for subject in await tasks_of(company):
        await send_sign_in_mail(company.tenant, subject)
    async with acting_for(company.tenant):
        return await Email.filter(letter="sign_in")


class TestAsking:
    async def test_it_leaves_a_request_and_a_task_for_the_worker(self, world: World) -> None:
        link = await asked(world.acme)

        assert link.email == world.acme.contact.email
        assert await tasks_of(world.acme) == [str(link.id)]

    async def test_it_does_the_same_for_a_stranger(self, world: World, stranger: str) -> None:
        link = await asked(world.acme, stranger)

        assert link.email == stranger
        assert await tasks_of(world.acme) == [str(link.id)]

    async def test_it_stores_neither_secret_nor_code(self, world: World) -> None:
        link = await asked(world.acme)

        stored = b"|".join([link.nonce, link.secret_hash, link.browser_hash])
        assert link.secret.encode() not in stored
        assert link.code.encode() not in stored

    async def test_it_derives_the_same_secret_and_code_each_time(self, world: World) -> None:
        link = await asked(world.acme)

        async with acting_for(world.acme.tenant):
            again = await MagicLink.get(id=link.id)
        assert (again.secret, again.code) == (link.secret, link.code)
        assert len(link.secret) == 43
        assert len(link.code) == 6

    async def test_it_replaces_the_link_asked_for_before(self, world: World) -> None:
        first = await asked(world.acme, browser="b1")
        second = await asked(world.acme, browser="b2")

        assert await open_link(world.acme, first.secret, browser="b1") == "replaced"
        assert await open_link(world.acme, second.secret, browser="b2") not in set(sign_in.Refused)

    async def test_it_refuses_what_is_no_address(self, world: World) -> None:
        with pytest.raises(Invalid):
            await asked(world.acme, "dana@@example.com")


class TestLimits:
    async def test_it_mails_a_mailbox_three_times_in_ten_minutes(self, world: World) -> None:
        for _ in range(5):
            await asked(world.acme)

        assert len(await tasks_of(world.acme)) == 3

    async def test_it_counts_a_mailbox_across_companies_and_spellings(self, world: World) -> None:
        name = uuid4().hex
        for company, spelling in [(world.acme, "{}@gmail.com"), (world.bolt, "{}+a@gmail.com")] * 3:
            await asked(company, spelling.format(name))

        assert len(await tasks_of(world.acme)) + len(await tasks_of(world.bolt)) == 3

    async def test_it_mails_a_mailbox_ten_times_a_day(self, world: World) -> None:
        for _ in range(12):
            await asked(world.acme)
            await statement("UPDATE allowance SET used_at = used_at - interval '11 minutes'")

        assert len(await tasks_of(world.acme)) == 10

    async def test_it_limits_a_network(self, world: World) -> None:
        network = uuid4().hex
        for number in range(62):
            await asked(world.acme, f"{number}-{network}@example.com", network=network)

        assert len(await tasks_of(world.acme)) == 60
        async with acting_for(world.acme.tenant):
            assert await MagicLink.all().count() == 60

    async def test_it_limits_a_site_whatever_networks_it_has(self, world: World) -> None:
        site = f"2001:db8:{randrange(1 << 16):x}::/48"
        await use_up(SITE, site, but=1)
        for number in (1, 2, 3):
            await asked(world.acme, network=site.replace("::/48", f":{number}::/64"))

        assert len(await tasks_of(world.acme)) == 1

    async def test_it_keeps_mails_for_the_browsers_of_the_person(self, world: World) -> None:
        held = (await signed_in(world.acme)).mark
        for _ in range(5):
            await asked(world.acme)
        before = len(await tasks_of(world.acme))

        for _ in range(5):
            await asked(world.acme, held_mark=held)
        assert len(await tasks_of(world.acme)) - before == 3

    async def test_it_keeps_them_for_no_other_browser(self, world: World) -> None:
        others = [await signed_in(world.acme, world.acme.other_contact.email), await signed_in(world.bolt)]
        assert world.bolt.contact.email == world.acme.contact.email
        for held in ["", "é", *(other.mark for other in others)] * 2:
            await asked(world.acme, held_mark=held)

        assert len(await tasks_of(world.acme)) == 1 + 3

    async def test_it_gives_strangers_nothing_back_for_a_mail_the_person_used(self, world: World) -> None:
        held = (await signed_in(world.acme)).mark
        for _ in range(3):
            await asked(world.acme)
        link = await asked(world.acme, browser="mine", held_mark=held)
        await open_link(world.acme, link.secret, browser="mine")
        before = len(await tasks_of(world.acme))

        await asked(world.acme)
        assert len(await tasks_of(world.acme)) == before

    async def test_it_is_silent_beyond_the_limit_and_keeps_the_newest_link(self, world: World) -> None:
        links = [await asked(world.acme, browser="one browser") for _ in range(4)]

        assert len(await tasks_of(world.acme)) == 3
        assert await open_link(world.acme, links[2].secret, browser="one browser") not in set(sign_in.Refused)

    async def test_it_holds_when_many_ask_at_once(self, world: World) -> None:
        await asyncio.gather(*(asked(world.acme) for _ in range(12)))

        async with acting_for(world.acme.tenant):
            assert await MagicLink.filter(replaced_at=None).count() == 1
        assert len(await tasks_of(world.acme)) == 3

    async def test_it_does_not_count_a_mail_that_was_used(self, world: World) -> None:
        held = ""
        for _ in range(10):
            link = await asked(world.acme, browser="b", held_mark=held)
            entered = await open_link(world.acme, link.secret, browser="b")
            held = held or getattr(entered, "mark", "")

        assert len(await tasks_of(world.acme)) == 10


class TestMailing:
    async def test_it_writes_one_mail_to_the_address_the_company_stored(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email=world.acme.contact.email.title())
        await asked(world.acme, world.acme.contact.email.upper())

        await mails_of(world.acme)
        (mail,) = await mails_of(world.acme)
        assert mail.to_address == world.acme.contact.email.title()

    async def test_it_writes_nothing_to_a_stranger(self, world: World, stranger: str) -> None:
        await asked(world.acme, stranger)

        assert await mails_of(world.acme) == []

    async def test_it_writes_to_an_address_with_capitals_of_another_alphabet(self, world: World) -> None:
        stored = world.acme.contact.email.replace("d", "\u0110", 1)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email=stored)
        await asked(world.acme, stored)

        assert [mail.to_address for mail in await mails_of(world.acme)] == [stored]

    async def test_it_writes_no_more_than_a_company_may_and_says_so(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        await use_up(COMPANY, world.acme.tenant.id)
        await asked(world.acme)

        with caplog.at_level(logging.WARNING):
            assert await mails_of(world.acme) == []
        assert "a company's limit is reached" in caplog.messages

    async def test_strangers_use_none_of_what_a_company_may(self, world: World, stranger: str) -> None:
        await asked(world.acme, stranger)
        await mails_of(world.acme)

        assert await Allowance.filter(key=COMPANY.key(world.acme.tenant.id)).count() == 0

    async def test_it_writes_nothing_to_a_look_alike(self, world: World) -> None:
        await asked(world.acme, world.acme.contact.email.replace("d", "\u217e", 1))

        assert await mails_of(world.acme) == []

    async def test_it_writes_nothing_to_a_contact_of_another_company(self, world: World, stranger: str) -> None:
        async with acting_for(world.bolt.tenant):
            await Contact.create(customer_id=world.bolt.customer.id, name="Bea", email=stranger)
        await asked(world.acme, stranger)

        assert await mails_of(world.acme) == []

    async def test_it_writes_nothing_to_a_removed_contact(self, world: World) -> None:
        await asked(world.acme)
        async with acting_for(world.acme.tenant):
            await acting().rows("UPDATE contact SET removed_at = now()")

        assert await mails_of(world.acme) == []

    async def test_it_writes_nothing_while_the_portal_is_off(self, world: World) -> None:
        await asked(world.acme)
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)

        assert await mails_of(world.acme) == []

    async def test_the_mail_carries_the_link_and_the_code(self, world: World) -> None:
        link = await asked(world.acme)

        mail = await mailable(world.acme, link)
        assert mail
        assert (mail.path, mail.code, mail.minutes) == (f"/sign-in/{link.secret}", link.code, 10)

    async def test_a_late_mail_does_not_leave(self, world: World) -> None:
        link = await asked(world.acme)
        await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

        assert await mailable(world.acme, link) is None

    async def test_a_replaced_mail_does_not_leave(self, world: World) -> None:
        link = await asked(world.acme)
        await asked(world.acme)

        assert await mailable(world.acme, link) is None


async def test_it_forgets_requests_a_week_after_they_died(world: World) -> None:
    await asked(world.acme)
    await shift(world.acme, "magic_link", "expires_at", "-8 days")
    live = await asked(world.acme)

    async with acting_for(world.acme.tenant):
        await sign_in.cleanup()
        assert [link.id for link in await MagicLink.all()] == [live.id]

"""Using the link or the code: once, in time, by the right person, in the right browser."""

import asyncio

import pytest

from tenants import sign_in
from tenants.customers import Contact
from tenants.isolation import acting, acting_for
from tenants.sign_in import Browser, Entered, MagicLink, Refused, Session
from tenants.sign_in.limits import COMPANY_CODES, NETWORK_CODES
from tenants.tenant import Tenant
from tests.signing_in import asked, open_link, shift, signed_in, type_code, use_up
from tests.world import Company, World

MINE, OTHER = "the browser that asked", "another browser"


@pytest.fixture
async def link(world: World) -> MagicLink:
    return await asked(world.acme, browser=MINE, next_path="/invoices")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def sessions_of(company: Company) -> int:
    async with acting_for(company.tenant):
        return await Session.all().count()


async def remove(contact: Contact, company: Company) -> None:
    async with acting_for(company.tenant):
        await acting().rows("UPDATE contact SET removed_at = now() WHERE id = $1", contact.id)


class TestByLink:
    async def test_it_signs_in_in_the_browser_that_asked(self, world: World, link: MagicLink) -> None:
        entered = await open_link(world.acme, link.secret, browser=MINE)

        assert isinstance(entered, Entered)
        assert entered.next_path == "/invoices"

    async def test_it_signs_in_elsewhere_with_the_address(self, world: World, link: MagicLink) -> None:
        entered = await open_link(world.acme, link.secret, browser=OTHER, typed=link.email.upper())

        assert isinstance(entered, Entered)

    @pytest.mark.parametrize("typed", ["", "eve@example.com", "no address"])
    async def test_it_refuses_elsewhere_without_the_address(self, world: World, link: MagicLink, typed: str) -> None:
        assert await open_link(world.acme, link.secret, browser=OTHER, typed=typed) == "wrong address"
        assert await open_link(world.acme, link.secret, browser="", typed=typed) == "wrong address"
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_does_not_let_addresses_be_guessed(self, world: World, link: MagicLink) -> None:
        for _ in range(10):
            await open_link(world.acme, link.secret, browser=OTHER, typed="eve@example.com")

        assert await open_link(world.acme, link.secret, browser=OTHER, typed=link.email) == "wrong address"

    async def test_it_works_once(self, world: World, link: MagicLink) -> None:
        await open_link(world.acme, link.secret, browser=MINE)

        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.USED

    async def test_it_makes_one_session_of_fifty_presses(self, world: World, link: MagicLink) -> None:
        presses = [open_link(world.acme, link.secret, browser=MINE) for _ in range(25)]
        codes = [type_code(world.acme, link.code, MINE) for _ in range(25)]

        answers = await asyncio.gather(*presses, *codes)

        assert sum(isinstance(answer, Entered) for answer in answers) == 1
        assert await sessions_of(world.acme) == 1

    async def test_it_works_until_its_last_second(self, world: World, link: MagicLink) -> None:
        await shift(world.acme, "magic_link", "expires_at", "-9 minutes -59 seconds")

        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_does_not_work_after_ten_minutes(self, world: World, link: MagicLink) -> None:
        await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.EXPIRED

    async def test_it_is_worth_nothing_at_another_company(self, world: World, link: MagicLink) -> None:
        assert await open_link(world.bolt, link.secret, browser=MINE, typed=link.email) is Refused.UNKNOWN
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_is_worth_nothing_for_another_purpose(self, world: World, link: MagicLink) -> None:
        async with acting_for(world.acme.tenant):
            await MagicLink.filter(id=link.id).update(purpose="staff")

        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.UNKNOWN
        assert await type_code(world.acme, link.code, MINE) is Refused.UNKNOWN

    async def test_it_dies_with_the_contact(self, world: World, link: MagicLink) -> None:
        await remove(world.acme.contact, world.acme)

        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.UNKNOWN

    async def test_it_dies_with_the_address(self, world: World, link: MagicLink) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email="new@example.com")

        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.UNKNOWN

    async def test_it_does_not_work_while_the_portal_is_off(self, world: World, link: MagicLink) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.UNKNOWN

        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=True)
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_ends_the_session_this_browser_held(self, world: World, link: MagicLink) -> None:
        before = await signed_in(world.acme, world.acme.other_contact.email)

        await open_link(world.acme, link.secret, browser=MINE, held=before.reference)

        async with acting_for(world.acme.tenant):
            assert await sign_in.find(before.reference, wall=False) is None

    async def test_looking_at_it_changes_nothing(self, world: World, link: MagicLink) -> None:
        async with acting_for(world.acme.tenant):
            seen = await sign_in.opened(link.secret, Browser(asking=OTHER))

        assert seen
        assert not seen.is_asker
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)


class TestByCode:
    async def test_it_signs_in_the_tab_that_waits(self, world: World, link: MagicLink) -> None:
        assert isinstance(await type_code(world.acme, f" {link.code[:3]} {link.code[3:]}", MINE), Entered)

    async def test_it_is_worth_nothing_in_another_browser(self, world: World, link: MagicLink) -> None:
        await asked(world.acme, world.acme.other_contact.email, browser=OTHER)

        assert await type_code(world.acme, link.code, OTHER) is Refused.WRONG_CODE
        assert await type_code(world.acme, link.code, "no request") is Refused.UNKNOWN
        assert await type_code(world.acme, link.code, "") is Refused.UNKNOWN

    async def test_it_dies_after_five_wrong_ones(self, world: World, link: MagicLink) -> None:
        for _ in range(5):
            assert await type_code(world.acme, wrong(link.code), MINE) is Refused.WRONG_CODE

        assert await type_code(world.acme, link.code, MINE) is Refused.CODES_PAUSED
        assert isinstance(await open_link(world.acme, link.secret, browser=OTHER, typed=link.email), Entered)

    async def test_it_counts_wrong_ones_that_come_at_once(self, world: World, link: MagicLink) -> None:
        answers = await asyncio.gather(*(type_code(world.acme, wrong(link.code), MINE) for _ in range(12)))

        assert answers.count(Refused.WRONG_CODE) == 5

    async def test_it_pauses_after_ten_wrong_ones_in_an_hour_whatever_is_asked_anew(self, world: World) -> None:
        for _ in range(2):
            link = await asked(world.acme, browser=OTHER)
            for _ in range(5):
                await type_code(world.acme, wrong(link.code), OTHER)
        link = await asked(world.acme, browser=MINE)

        assert await type_code(world.acme, link.code, MINE) is Refused.CODES_PAUSED
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_pauses_for_a_network_that_guesses_whatever_it_asks_for(
        self, world: World, link: MagicLink
    ) -> None:
        network = world.acme.tenant.slug
        await use_up(NETWORK_CODES, network, but=1)

        assert await type_code(world.acme, wrong(link.code), MINE, network) is Refused.WRONG_CODE
        assert await type_code(world.acme, link.code, MINE, network) is Refused.CODES_PAUSED
        assert isinstance(await type_code(world.acme, link.code, MINE, "elsewhere"), Entered)

    async def test_it_pauses_for_a_company_that_is_guessed_at_but_links_work(
        self, world: World, link: MagicLink
    ) -> None:
        await use_up(COMPANY_CODES, world.acme.tenant.id, but=1)

        assert await type_code(world.acme, wrong(link.code), MINE) is Refused.WRONG_CODE
        assert await type_code(world.acme, link.code, MINE) is Refused.CODES_PAUSED
        assert isinstance(await open_link(world.acme, link.secret, browser=MINE), Entered)

    async def test_it_speaks_of_no_newer_link_when_the_mail_was_withheld(self, world: World) -> None:
        for browser in ("b1", "b2", "b3", MINE):
            link = await asked(world.acme, browser=browser)

        assert await type_code(world.acme, link.code, MINE) is Refused.WITHHELD
        assert await type_code(world.acme, link.code, "b2") is Refused.REPLACED

    async def test_a_right_one_does_not_count_as_wrong(self, world: World) -> None:
        await use_up(NETWORK_CODES, world.acme.tenant.slug, but=1)
        await use_up(COMPANY_CODES, world.acme.tenant.id, but=1)
        for _ in range(12):
            link = await asked(world.acme, browser=MINE)
            assert isinstance(await type_code(world.acme, link.code, MINE, world.acme.tenant.slug), Entered)

    async def test_it_works_once_and_ends_the_link(self, world: World, link: MagicLink) -> None:
        await type_code(world.acme, link.code, MINE)

        assert await type_code(world.acme, link.code, MINE) is Refused.USED
        assert await open_link(world.acme, link.secret, browser=MINE) is Refused.USED

    async def test_it_does_not_work_after_ten_minutes(self, world: World, link: MagicLink) -> None:
        await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

        assert await type_code(world.acme, link.code, MINE) is Refused.EXPIRED

    async def test_it_signs_no_stranger_in(self, world: World) -> None:
        link = await asked(world.acme, f"stranger-{world.acme.tenant.slug}@example.com", browser=MINE)

        assert await type_code(world.acme, link.code, MINE) is Refused.UNKNOWN
        assert await sessions_of(world.acme) == 0

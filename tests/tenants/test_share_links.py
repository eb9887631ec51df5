"""Share links: one document for one recipient, until it is revoked, replaced or out of time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import BaseORMException

from tenants import share_links
from tenants.activity import Activity
from tenants.customers import Contact, Customer
from tenants.errors import Expired, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tests.builders import a_share_link, an_estimate, an_invoice
from tests.world import World


async def a_token(world: World, **more: datetime) -> tuple[ShareLink, str]:
    async with acting_for(world.acme.tenant):
        link = await a_share_link(await an_invoice(world.acme.customer), **more)
        return link, share_links.token(link)


async def test_it_opens_its_invoice(world: World) -> None:
    link, token = await a_token(world)
    async with acting_for(world.acme.tenant):
        opened = await share_links.opened_with(token)

    assert opened[:5] == (link.id, link.invoice_id, link.customer_id, None, None)


async def test_it_holds_the_rest_of_the_unit_to_its_customer(world: World) -> None:
    _, token = await a_token(world)
    async with acting_for(world.acme.tenant):
        await share_links.opened_with(token)

        assert [customer.id for customer in await Customer.all()] == [world.acme.customer.id]


async def test_it_can_be_shown_again_though_only_its_hash_is_stored(world: World) -> None:
    link, token = await a_token(world)
    async with acting_for(world.acme.tenant):
        stored = await ShareLink.get(id=link.id)

    assert share_links.address(stored) == f"/i/{token}"
    assert token.encode() not in bytes(stored.nonce) + bytes(stored.token_hash)


async def test_it_is_worth_nothing_at_another_company(world: World) -> None:
    _, token = await a_token(world)
    async with acting_for(world.bolt.tenant):
        with pytest.raises(NotFound):
            await share_links.opened_with(token)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 10_000, "\ud800" * 43])
async def test_it_cannot_be_guessed(world: World, token: str) -> None:
    async with acting_for(world.acme.tenant):
        with pytest.raises(NotFound):
            await share_links.opened_with(token)


async def test_it_ends_when_revoked_and_says_so(world: World) -> None:
    link, token = await a_token(world)
    async with acting_for(world.acme.tenant):
        await share_links.revoke(link)
    async with acting_for(world.acme.tenant):
        with pytest.raises(Expired):
            await share_links.opened_with(token)


async def test_it_ends_with_its_recipient(world: World) -> None:
    async with acting_for(world.acme.tenant):
        link = await share_links.share(await an_invoice(world.acme.customer), contact_id=world.acme.contact.id)
        await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))
    async with acting_for(world.acme.tenant):
        with pytest.raises(Expired):
            await share_links.opened_with(share_links.token(link))


async def test_it_is_noted_once_that_it_was_revoked(world: World) -> None:
    link, _ = await a_token(world)
    async with acting_for(world.acme.tenant):
        for _ in range(2):
            await share_links.revoke(link)

        assert await Activity.filter(about_id=link.id, verb="revoked").count() == 1


async def test_it_ends_at_its_hour_by_the_databases_clock(world: World) -> None:
    _, token = await a_token(world, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    async with acting_for(world.acme.tenant):
        with pytest.raises(Expired):
            await share_links.opened_with(token)


async def test_pressed_six_times_at_once_it_is_replaced_by_one(world: World) -> None:
    link, _ = await a_token(world)

    async def pressed() -> ShareLink:
        async with acting_for(world.acme.tenant):
            return await share_links.replace(link)

    new = await asyncio.gather(*(pressed() for _ in range(6)))

    assert len({it.id for it in new}) == 1
    async with acting_for(world.acme.tenant):
        assert await ShareLink.filter(revoked_at=None).count() == 1


async def test_it_is_replaced_by_another_for_the_same_recipient(world: World) -> None:
    link, old = await a_token(world)
    async with acting_for(world.acme.tenant):
        new = await share_links.replace(link)
    async with acting_for(world.acme.tenant):
        assert (await share_links.opened_with(share_links.token(new))).invoice_id == link.invoice_id
    async with acting_for(world.acme.tenant):
        with pytest.raises(Expired):
            await share_links.opened_with(old)


async def test_each_recipient_has_one_of_their_own(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice: Invoice = await an_invoice(world.acme.customer)
        links = [await a_share_link(invoice) for _ in range(3)]

    assert len({share_links.token(link) for link in links}) == 3


class TestEstimates:
    async def test_it_opens_an_estimate_at_an_address_of_its_own(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            link = await share_links.share(estimate, contact_id=world.acme.contact.id)
            opened = await share_links.opened_with(share_links.token(link), "estimate")

        assert (opened.estimate_id, opened.invoice_id, opened.contact_id) == (estimate.id, None, world.acme.contact.id)
        assert share_links.address(link) == f"/e/{share_links.token(link)}"

    async def test_a_key_to_one_kind_of_document_opens_no_other(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            bill = share_links.token(await share_links.share(await an_invoice(world.acme.customer)))
            offer = share_links.token(await share_links.share(await an_estimate(world.acme.customer)))
        for token, what in ((bill, "estimate"), (offer, "invoice")):
            async with acting_for(world.acme.tenant):
                with pytest.raises(NotFound):
                    await share_links.opened_with(token, what)

    async def test_it_is_replaced_by_another_to_the_same_estimate(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            link = await share_links.share(await an_estimate(world.acme.customer))

            assert (await share_links.replace(link)).estimate_id == link.estimate_id

    async def test_a_recipient_keeps_their_own_until_it_is_revoked(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            first = await share_links.own(estimate, world.acme.contact.id)
            same = await share_links.own(estimate, world.acme.contact.id)
            nobodys = await share_links.own(estimate, None)
            await share_links.revoke(first)
            new = await share_links.own(estimate, world.acme.contact.id)

        assert first.id == same.id
        assert len({first.id, nobodys.id, new.id}) == 3

    async def test_it_opens_exactly_one_document(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            link = await share_links.share(await an_estimate(world.acme.customer))
            invoice = await an_invoice(world.acme.customer)
        for change in ({"estimate_id": None}, {"invoice_id": invoice.id}):
            with pytest.raises(BaseORMException, match="share_link_one_document"):
                async with acting_for(world.acme.tenant):
                    await ShareLink.filter(id=link.id).update(**change)

"""Invoices in the console: the list, and each exactly as its customer sees it."""

from collections.abc import Callable

import pytest
from quart import Response

from tenants import share_links
from tenants.isolation import acting_for
from tests.builders import a_draft, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


class TestList:
    async def test_it_says_what_is_owed_and_leads_there(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)

        page = await text(await olive.get("/staff/invoices"))

        assert all(words in page for words in (f"/staff/invoices/{invoice.id}", "$120.00", "Dana Diaz", "Due"))

    async def test_an_empty_one_says_what_will_be_there(self, olive: Visitor) -> None:
        assert "No invoices yet" in await text(await olive.get("/staff/invoices"))
        assert "No invoice found" in await text(await olive.get("/staff/invoices?search=x&show=open"))

    @pytest.mark.parametrize("after", ["x", "x_y", "1_9999-12-31T23:59:59-23:00", "_", "%00"])
    async def test_a_place_that_is_none_is_not_found(self, olive: Visitor, after: str) -> None:
        assert (await olive.get(f"/staff/invoices?after={after}")).status_code in {400, 404}

    async def test_pages_follow_one_another(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            for place in range(51):
                await a_draft(world.acme.customer, title=f"Draft no. {place}.")

        page = await text(await olive.get("/staff/invoices?show=draft"))
        following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

        assert "Draft no. 0." in await text(await olive.get(following))


class TestShow:
    async def test_it_shows_what_the_customer_sees_and_what_became_of_the_mail(
        self, world: World, olive: Visitor
    ) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await a_draft(world.acme.customer)
            await share_links.send(invoice)

        page = await text(await olive.get(f"/staff/invoices/{invoice.id}"))

        assert all(words in page for words in ("Furnace repair", "Amount due", world.acme.contact.email, "Being sent"))

    async def test_nobody_pays_for_the_customer(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)

        page = await text(await olive.get(f"/staff/invoices/{invoice.id}"))

        assert f"/invoices/{invoice.id}/pay" not in page

    async def test_it_can_be_kept_as_a_pdf(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)

        assert (await olive.get(f"/staff/invoices/{draft.id}.pdf")).content_type == "application/pdf"

"""Customers who are one, in the console: suggested, told apart, compared, merged; and where their old addresses lead."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from quart import Quart, Response

from tenants import customer_book
from tenants.activity import Activity
from tenants.customers import Contact, Customer
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.merging import MergedCustomer
from tenants.staff import Role
from tests.builders import a_draft, a_staff_member, an_invoice
from tests.names import NOBODY
from tests.patience import until_somebody_is_held_up
from tests.tenants.merging.deed import merged, merging_of, the_same_person
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
LIST = "/staff/customers/duplicates"


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


def page_of(customer: Customer) -> str:
    return f"/staff/customers/{customer.id}"


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def read(visitor: Visitor, path: str) -> str:
    answer = await visitor.get(path)
    assert answer.status_code == 200, path
    return await text(answer)


async def merges(visitor: Visitor, world: World, **more: str) -> Response:
    """Dana becomes part of Casey."""
    typed = {"with": str(world.acme.customer.id), "typed": "Dana Diaz", **more}
    return await visitor.post(f"{page_of(world.acme.other_customer)}/merge", typed)


class TestSuggestions:
    async def test_they_stand_on_the_page_of_either_and_in_a_list(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)

        for one, other in ((world.acme.customer, "Casey Cole"), (world.acme.other_customer, "Dana Diaz")):
            assert f"May be the same as {other}." in await read(olive, page_of(one))
        assert "In common: email address" in await read(olive, LIST)

    async def test_who_is_not_the_same_is_not_asked_about_again_unless_that_is_taken_back(
        self, world: World, olive: Visitor
    ) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
        two = {"first": str(world.acme.customer.id), "second": str(world.acme.other_customer.id)}
        answer = await olive.post(f"{LIST}/apart", {**two, "back": two["first"]})
        back = answer.headers["Location"]

        assert back.startswith(f"{page_of(world.acme.customer)}?apart=")
        assert ("May be the same" in (page := await read(olive, back)), "Take that back" in page) == (False, True)
        assert "No duplicates found" in await read(olive, LIST)
        await olive.post(f"{LIST}/alike", two)
        assert "In common: email address" in await read(olive, LIST)

    @pytest.mark.parametrize("second", ["", "x", "\0", "9" * 400, str(NOBODY)])
    async def test_only_customers_are_told_apart(self, world: World, olive: Visitor, second: str) -> None:
        two = {"first": str(world.acme.customer.id), "second": second}

        assert (await olive.post(f"{LIST}/apart", two)).status_code in {400, 404}

    @pytest.mark.parametrize("after", ["x", "1_2_3_4", "9", "_" * 9, f"x_{NOBODY}_{NOBODY}_a", "\0"])
    async def test_there_is_no_page_after_nothing(self, olive: Visitor, after: str) -> None:
        assert (await olive.get(f"{LIST}?after={after}")).status_code in {400, 404}


class TestComparing:
    async def test_it_shows_what_either_has(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer, 12_000)
        page = await read(olive, f"{page_of(world.acme.other_customer)}/merge?with={world.acme.customer.id}")

        assert all(it in page for it in ("one invoice", "$120.00", "12 Elm Street", "7 Oak Street"))
        assert "To confirm, type the name: Dana Diaz" in page
        assert "In the portal, the contacts of Dana Diaz will see all that Casey Cole has." in page

    async def test_it_says_what_somebody_may_that_they_may_not_there_today(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme, approve=False)
        page = await read(olive, f"{page_of(world.acme.other_customer)}/merge?with={world.acme.customer.id}")

        assert "with the rights of either. New to them here: Answers." in page

    async def test_it_warns_of_who_was_removed_from_one_of_the_two(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            gone = await the_same_person(world.acme)
            await Contact.filter(id=gone.id).update(removed_at=gone.created_at)
        page = await read(olive, f"{page_of(world.acme.other_customer)}/merge?with={world.acme.customer.id}")

        assert f"{gone.email} was removed from Casey Cole and is still with the other" in page

    async def test_others_are_found_by_any_word_and_never_the_same(self, world: World, olive: Visitor) -> None:
        page = await read(olive, f"{page_of(world.acme.customer)}/merge?search=c")

        assert f"merge?with={world.acme.other_customer.id}" in page
        assert f"merge?with={world.acme.customer.id}" not in page

    @pytest.mark.parametrize("other", ["x", "\0", "9" * 300, str(NOBODY)])
    async def test_there_is_nobody_to_compare_with(self, world: World, olive: Visitor, other: str) -> None:
        assert (await olive.get(f"{page_of(world.acme.customer)}/merge?with={other}")).status_code in {400, 404}

    async def test_nor_with_another_companys(self, world: World, olive: Visitor) -> None:
        path = f"{page_of(world.acme.customer)}/merge?with={world.bolt.customer.id}"

        assert (await olive.get(path)).status_code == 404

    async def test_looking_changes_nothing(self, world: World, olive: Visitor) -> None:
        await olive.get(f"{page_of(world.acme.other_customer)}/merge?with={world.acme.customer.id}&typed=Dana Diaz")
        async with acting_for(world.acme.tenant):
            assert not await MergedCustomer.all().exists()


class TestMerging:
    async def test_it_leads_to_the_one_who_stays_and_tells_of_it(self, world: World, olive: Visitor) -> None:
        answer = await merges(olive, world)
        page = await read(olive, answer.headers["Location"])

        assert "Both are one customer now." in page
        assert "Dana Diaz merged into this customer" in page
        assert "Merged Dana Diaz into this customer" in await read(olive, "/staff/audit")
        async with acting_for(world.acme.tenant):
            assert [it.name for it in await customer_book.listed()] == ["Casey Cole"]

    @pytest.mark.parametrize("typed", ["", "Casey Cole", "dana"])
    async def test_a_wrong_name_is_said_beside_the_field_and_nothing_is_lost(
        self, world: World, olive: Visitor, typed: str
    ) -> None:
        answer = await merges(olive, world, typed=typed, name="theirs")
        page = await text(answer)

        assert (answer.status_code, "Type the name as it stands here: Dana Diaz" in page) == (422, True)
        assert f'value="{typed}"' in page
        async with acting_for(world.acme.tenant):
            assert await Customer.all().count() == 2

    async def test_the_name_that_was_picked_stays(self, world: World, olive: Visitor) -> None:
        await merges(olive, world, name="theirs", billing_address="theirs")
        async with acting_for(world.acme.tenant):
            (customer,) = await Customer.all()

        assert (customer.id, customer.name) == (world.acme.other_customer.id, "Dana Diaz")
        assert customer.billing_address.startswith("12 Elm")

    @pytest.mark.parametrize(("other", "status"), [("x", 404), ("", 404), (str(NOBODY), 404), ("itself", 409)])
    async def test_it_takes_two_customers(self, world: World, olive: Visitor, other: str, status: int) -> None:
        other = str(world.acme.other_customer.id) if other == "itself" else other
        answer = await merges(olive, world, **{"with": other})

        assert answer.status_code == status

    async def test_of_the_same_company(self, world: World, olive: Visitor) -> None:
        assert (await merges(olive, world, **{"with": str(world.bolt.customer.id)})).status_code == 404
        async with acting_for(world.bolt.tenant):
            assert await Customer.all().count() == 2


class TestPeople:
    async def test_who_goes_on_as_another_is_not_among_the_removed(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
        await merged(world.acme)

        assert "Removed contacts" not in await read(olive, page_of(world.acme.other_customer))


class TestMembers:
    async def test_a_member_sees_no_button_and_gets_no_further(self, app: Quart, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
        email = (await a_staff_member(world.acme, Role.MEMBER)).email
        max_ = await Visitor(app, world.acme).sign_in_staff(email)

        for path in ("/staff/customers", page_of(world.acme.customer)):
            page = await read(max_, path)
            assert not any(it in page for it in ("duplicates", "/merge", "May be the same"))
        assert (await merges(max_, world)).status_code == 403
        for path in (LIST, f"{page_of(world.acme.customer)}/merge"):
            assert (await max_.get(path)).status_code == 403


class TestOldAddresses:
    async def test_they_lead_to_the_one_who_stays(self, world: World, olive: Visitor) -> None:
        await merged(world.acme)
        gone, stays = page_of(world.acme.customer), page_of(world.acme.other_customer)

        for path in ("", "/history", "/edit", f"/contacts/{world.acme.contact.id}/edit", "/merge?search=a"):
            answer = await olive.get(gone + path)
            assert (answer.status_code, answer.headers["Location"]) == (303, stays + path)
            assert (await olive.get(stays + path)).status_code == 200

    async def test_a_form_that_was_open_changes_nobody_else(self, world: World, olive: Visitor) -> None:
        await merged(world.acme)
        answer = await olive.post(f"{page_of(world.acme.customer)}/edit", {"name": "Mallory", "billing_address": ""})

        assert (answer.status_code, "has become one with another" in await text(answer)) == (409, True)
        async with acting_for(world.acme.tenant):
            assert (await Customer.get()).name == "Casey Cole"

    async def test_what_is_begun_for_the_one_is_the_others(self, world: World, olive: Visitor) -> None:
        await merged(world.acme)
        await olive.post("/staff/invoices/new", {"customer": str(world.acme.customer.id)})
        async with acting_for(world.acme.tenant):
            assert (await Invoice.get()).customer_id == world.acme.other_customer.id

    async def test_of_nobody_else(self, world: World, olive: Visitor, visit: Visit) -> None:
        await merged(world.acme)
        there = await visit(world.bolt).sign_in_staff()

        assert (await there.get(page_of(world.acme.customer))).status_code == 404
        assert (await olive.get(f"/staff/customers/{uuid4()}")).status_code == 404


class TestPortal:
    async def test_who_was_signed_in_sees_what_is_united_and_nobody_else_does(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            third = await Customer.create(name="Robin Roe")
            robin = await Contact.create(customer_id=third.id, name="Robin Roe", email="robin@example.com")
            mine, other = await an_invoice(world.acme.customer), await an_invoice(world.acme.other_customer)
            strange = await an_invoice(third)
        dana, casey, roe = [
            await visit(world.acme).sign_in(it.email) for it in (world.acme.contact, world.acme.other_contact, robin)
        ]
        await merged(world.acme)

        for visitor in (dana, casey):
            page = await read(visitor, "/invoices")
            assert (mine.number in page, other.number in page, strange.number in page) == (True, True, False)
            assert (await visitor.get(f"/invoices/{mine.id}")).status_code == 200
        assert [(await roe.get(f"/invoices/{it.id}")).status_code for it in (mine, other, strange)] == [404, 404, 200]

    async def test_who_was_with_both_goes_on_without_choosing(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
            invoice = await an_invoice(world.acme.customer)
        picked, undecided = [await visit(world.acme).sign_in() for _ in range(2)]
        await picked.post("/accounts", {"contact_id": str(world.acme.contact.id)})
        await merged(world.acme)

        for visitor in (picked, undecided):
            assert invoice.number in await read(visitor, "/invoices")


class TestAtOnce:
    @pytest.mark.parametrize("turn", range(3))
    async def test_an_invoice_that_is_sent_meanwhile_is_sent_once_and_theirs(
        self, app: Quart, world: World, turn: int
    ) -> None:
        one, other = [await Visitor(app, world.acme).sign_in_staff() for _ in range(2)]
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
        to_dana = {f"to.{world.acme.contact.id}": "on", "edits": "0"}
        acts = [merges(one, world), other.post(f"/staff/invoices/{draft.id}/send", to_dana)]
        done = await asyncio.gather(*(reversed(acts) if turn % 2 else acts))
        async with acting_for(world.acme.tenant):
            (invoice,) = await Invoice.all()
            sent = await Activity.filter(about_id=draft.id, verb="sent").count()

        assert [it.status_code for it in done] == [303, 303]
        assert (invoice.customer_id, invoice.status, sent) == (world.acme.other_customer.id, "open", 1)

    async def test_what_is_written_for_the_one_who_goes_is_refused_in_words(self, world: World, olive: Visitor) -> None:
        merged_by_now = asyncio.Event()

        async def writes() -> Response:
            await merged_by_now.wait()
            return await olive.post(f"{page_of(world.acme.customer)}/notes", {"body": "Pays late."})

        note = asyncio.create_task(writes())
        async with acting_for(world.acme.tenant):
            await merging_of(world.acme, world.acme.other_customer)
            merged_by_now.set()
            await until_somebody_is_held_up()  # it has found the customer, and waits for us
        answer = await note

        assert (answer.status_code, "has become one with another" in await text(answer)) == (409, True)

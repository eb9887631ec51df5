"""The console's customers: the page of one, their people and places, notes, invitations, and what each may see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from quart import Response

from tenants import invitations, staff_notes
from tenants.activity import Activity
from tenants.customers import Contact, Customer, Property
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.staff_notes import StaffNote
from tenants.tenant import Tenant
from tests.builders import a_draft, a_job, an_agreement, an_entry, an_estimate, an_invoice
from tests.conftest import RunTasks
from tests.names import NOBODY
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
ROBIN = {"name": "Robin Roe", "email": "robin@example.com", "phone": "", "language": "", "may.billing": "on"}


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
def base(world: World) -> str:
    return f"/staff/customers/{world.acme.customer.id}"


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def read(visitor: Visitor, path: str) -> str:
    return await text(await visitor.get(path))


class TestPage:
    async def test_it_leads_to_every_document_in_the_console(self, world: World, olive: Visitor, base: str) -> None:
        async with acting_for(world.acme.tenant):
            found = {
                "invoices": await an_invoice(world.acme.customer),
                "estimates": await an_estimate(world.acme.customer),
                "jobs": await a_job(world.acme.customer),
                "agreements": await an_agreement(world.acme.customer),
            }
            draft = await a_draft(world.acme.customer)
        page = await read(olive, base)

        assert all(f'href="/staff/{noun}/{row.id}"' in page for noun, row in found.items())
        assert f'href="/staff/invoices/{draft.id}"' in page
        assert "Owes $120.00" in page

    async def test_it_shows_money_that_moved_and_mail_that_went(self, world: World, olive: Visitor, base: str) -> None:
        async with acting_for(world.acme.tenant):
            await an_entry(await an_invoice(world.acme.customer), 12_000)
        await olive.post(f"{base}/contacts/{world.acme.contact.id}/invite")
        page = await read(olive, base)

        assert "Visa •••• 4242" in page
        assert "Invitation to the portal" in page

    async def test_it_tells_what_happened_page_by_page(self, world: World, olive: Visitor, base: str) -> None:
        at = datetime.now(UTC) - timedelta(days=1)
        async with acting_for(world.acme.tenant):
            who = {"about": "contact", "about_id": world.acme.contact.id, "verb": "removed", "by": "Olive Owner"}
            rows = [
                Activity(
                    **who, customer_id=world.acme.customer.id, facts={"name": f"No. {n}"}, at=at - timedelta(minutes=n)
                )
                for n in range(12)
            ]
            await Activity.bulk_create(rows)
        page = await read(olive, base)
        older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

        assert "Contact No. 0 removed" in page
        assert "No. 11" not in page
        assert "Contact No. 11 removed" in await read(olive, older)

    @pytest.mark.parametrize("before", ["x", "2026-01-01_x", "\0", "9" * 400])
    async def test_a_place_in_the_history_that_is_none(self, olive: Visitor, base: str, before: str) -> None:
        assert (await olive.get(f"{base}/history?before={before}")).status_code in {400, 404}

    async def test_work_for_them_begins_here(self, world: World, olive: Visitor, base: str) -> None:
        page = await read(olive, base)
        begun = await olive.post("/staff/estimates/new", {"customer": str(world.acme.customer.id)})

        assert f'href="/staff/jobs/new?customer={world.acme.customer.id}"' in page
        assert 'action="/staff/estimates/new"' in page
        assert begun.location.startswith("/staff/estimates/")


class TestNew:
    NEW = "/staff/customers/new"

    async def test_one_with_an_address_is_a_person_who_is_invited(self, world: World, olive: Visitor) -> None:
        typed = {"name": "Robin Roe", "email": "Robin@Example.com", "billing_address": "", "invite": "on"}
        answer = await olive.post(self.NEW, typed)
        async with acting_for(world.acme.tenant):
            robin = await Contact.get(email="robin@example.com")
            assert await Email.filter(letter="portal_invitation", about_id=robin.id).exists()

        assert (robin.name, robin.billing, robin.approve, robin.visits) == ("Robin Roe", True, True, True)
        assert "the invitation is on its way." in await read(olive, answer.location)

    async def test_nobody_is_invited_who_was_not_meant_to_be(self, world: World, olive: Visitor) -> None:
        await olive.post(self.NEW, {"name": "Robin Roe", "email": "robin@example.com"})

        async with acting_for(world.acme.tenant):
            assert not await Email.filter(letter="portal_invitation").exists()

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ({"name": "Robin Roe", "email": "robin"}, "email"),
            ({"name": "R" * 150, "email": "robin@example.com"}, "name"),
            ({"name": " ", "email": "robin@example.com"}, "name"),
        ],
    )
    async def test_what_is_wrong_writes_nothing_down(
        self, world: World, olive: Visitor, typed: dict[str, str], wrong: str
    ) -> None:
        async with acting_for(world.acme.tenant):
            before = await Customer.all().count()
        answer = await olive.post(self.NEW, typed)
        async with acting_for(world.acme.tenant):
            assert await Customer.all().count() == before

        assert (answer.status_code, f'id="{wrong}-error"' in await text(answer)) == (422, True)

    async def test_before_there_is_one_a_customer_is_what_comes_first(self, world: World, olive: Visitor) -> None:
        page = await read(olive, "/staff/invoices/new?search=zzz")
        async with acting_for(world.acme.tenant):
            await Contact.all().delete()
            await Property.all().delete()
            await Customer.all().delete()
        empty = await read(olive, "/staff/invoices/new"), await read(olive, "/staff/customers")

        assert "Nobody found" in page
        assert all("No customers yet" in it and "Nobody found" not in it for it in empty)
        assert "Find duplicates" not in empty[1]

    async def test_the_first_person_of_a_customer_is_mostly_the_customer(self, world: World, olive: Visitor) -> None:
        answer = await olive.post(self.NEW, {"name": "Robin Roe"})

        assert 'value="Robin Roe"' in await read(olive, f"{answer.location}/contacts/new")


class TestPeople:
    async def test_one_is_added_and_invited_in_one_go(self, world: World, olive: Visitor, base: str) -> None:
        answer = await olive.post(f"{base}/contacts/new", {**ROBIN, "invite": "on"})
        async with acting_for(world.acme.tenant):
            robin = await Contact.get(email="robin@example.com")
            assert await Email.filter(letter="portal_invitation", about_id=robin.id).exists()

        assert (robin.billing, robin.approve, robin.visits) == (True, False, False)
        assert "The invitation is on its way." in await read(olive, answer.location.partition("#")[0])

    async def test_who_was_missing_for_a_document_leads_back_to_sending_it(
        self, world: World, olive: Visitor, base: str
    ) -> None:
        async with acting_for(world.acme.tenant):
            path = f"/staff/invoices/{(await a_draft(world.acme.customer)).id}"
        answer = await olive.post(f"{base}/contacts/new?send={path}", ROBIN)
        elsewhere = await olive.post(f"{base}/contacts/new?send=//evil.example", {**ROBIN, "email": "r@example.com"})

        assert answer.location == f"{path}/send"
        assert elsewhere.location.startswith(base)

    async def test_what_cannot_be_stays_typed_beside_its_error(self, olive: Visitor, base: str) -> None:
        answer = await olive.post(f"{base}/contacts/new", {**ROBIN, "email": "robin", "phone": "abc"})
        page = await text(answer)

        assert answer.status_code == 422
        assert 'id="email-error"' in page
        assert 'value="Robin Roe"' in page

    async def test_a_change_of_address_says_what_came_of_it(self, world: World, olive: Visitor, base: str) -> None:
        answer = await olive.post(f"{base}/contacts/{world.acme.contact.id}/edit", {**ROBIN, "name": "Dana"})

        assert "Their old mailbox was told" in await read(olive, answer.location.partition("#")[0])

    async def test_who_was_removed_can_be_brought_back(self, world: World, olive: Visitor, base: str) -> None:
        path = f"{base}/contacts/{world.acme.contact.id}"
        await olive.post(f"{path}/remove")
        assert f'action="{path}/bring-back"' in await read(olive, base)

        await olive.post(f"{path}/bring-back")
        assert f'action="{path}/bring-back"' not in await read(olive, base)

    async def test_a_second_invitation_within_a_minute_is_refused_in_words(
        self, world: World, olive: Visitor, base: str
    ) -> None:
        path = f"{base}/contacts/{world.acme.contact.id}/invite"
        await olive.post(path)
        answer = await olive.post(path)

        assert (answer.status_code, "within the last minute" in await text(answer)) == (409, True)

    async def test_with_the_portal_off_nobody_can_be_invited(self, world: World, olive: Visitor, base: str) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
        page, answer = await read(olive, base), await olive.post(f"{base}/contacts/{world.acme.contact.id}/invite")

        assert "Invite to Portal" not in page
        assert "switched off" in await text(answer)

    async def test_a_contact_of_another_customer_is_none_of_this_one(
        self, world: World, olive: Visitor, base: str
    ) -> None:
        path = f"{base}/contacts/{world.acme.other_contact.id}"

        assert (await olive.get(f"{path}/edit")).status_code == 404
        assert {(await olive.post(f"{path}/{act}")).status_code for act in ("remove", "invite", "view")} == {404}


class TestProperties:
    async def test_one_is_added_changed_and_removed(self, world: World, olive: Visitor, base: str) -> None:
        await olive.post(f"{base}/properties/new", {"name": "Lake house", "address": "1 Shore Road"})
        async with acting_for(world.acme.tenant):
            place = await Property.get(name="Lake house")
        await olive.post(f"{base}/properties/{place.id}/edit", {"name": "", "address": "2 Shore Road"})
        assert "2 Shore Road" in await read(olive, base)

        answer = await olive.post(f"{base}/properties/{place.id}/remove")
        assert "property-removed" in answer.location

    async def test_one_with_work_goes_to_the_archive(self, world: World, olive: Visitor, base: str) -> None:
        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, property_id=world.acme.property.id)
        answer = await olive.post(f"{base}/properties/{world.acme.property.id}/remove")

        assert "kept in the archive" in await read(olive, answer.location.partition("#")[0])

    async def test_without_an_address_it_is_none(self, olive: Visitor, base: str) -> None:
        answer = await olive.post(f"{base}/properties/new", {"name": "Lake house", "address": ""})

        assert (answer.status_code, 'value="Lake house"' in await text(answer)) == (422, True)


SECRET = "Never extend credit to these people."


class TestNotes:
    async def test_no_page_of_the_portal_ever_has_one(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            await staff_notes.add(world.acme.customer, SECRET)
            invoice = await an_invoice(world.acme.customer)
        dana = await visit(world.acme).sign_in()

        for path in ("/", "/profile", "/messages", "/statement", "/more", f"/invoices/{invoice.id}"):
            assert SECRET not in await read(dana, path), path

    async def test_a_member_writes_and_removes_one_and_may_fetch_it_back(
        self, world: World, olive: Visitor, base: str
    ) -> None:
        await olive.post(f"{base}/notes", {"body": SECRET})
        async with acting_for(world.acme.tenant):
            note = await StaffNote.get()
        answer = await olive.post(f"{base}/notes/{note.id}/remove")
        page = await read(olive, answer.location.partition("#")[0])

        assert SECRET not in page
        assert f'action="{base}/notes/{note.id}/bring-back"' in page

    async def test_an_empty_one_is_refused_in_words(self, olive: Visitor, base: str) -> None:
        assert "Please write something." in await text(await olive.post(f"{base}/notes", {"body": " "}))


async def invited(world: World) -> set[str]:
    async with acting_for(world.acme.tenant):
        return {email.to_address for email in await Email.filter(letter="portal_invitation")}


class TestMany:
    async def test_those_ticked_are_invited(self, world: World, olive: Visitor, run_tasks: RunTasks) -> None:
        answer = await olive.post("/staff/customers/invitations", {f"pick.{world.acme.customer.id}": "on"})
        assert "0 of 1 written" in await read(olive, answer.location)
        await run_tasks()

        assert await invited(world) == {world.acme.contact.email}
        assert "1 of 1 written" in await read(olive, answer.location)

    async def test_all_that_are_found_are_invited(self, world: World, olive: Visitor, run_tasks: RunTasks) -> None:
        await olive.post("/staff/customers/invitations", {"everybody": "yes", "search": "casey", "show": "all"})
        await run_tasks()

        assert await invited(world) == {world.acme.other_contact.email}

    async def test_who_has_signed_in_needs_none(self, world: World, visit: Visit, olive: Visitor) -> None:
        await visit(world.acme).sign_in()
        answer = await olive.post("/staff/customers/invitations", {f"pick.{world.acme.customer.id}": "on"})

        assert (answer.status_code, "nobody to invite" in await text(answer)) == (409, True)

    async def test_whom_the_day_has_no_room_for_is_said(
        self, world: World, olive: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
        answer = await olive.post("/staff/customers/invitations", {"everybody": "yes", "show": "all"})

        assert "A day has room for 1," in await read(olive, answer.location)

    @pytest.mark.parametrize("name", ["pick.x", "pick.", f"pick.{NOBODY}", "pick.\0"])
    async def test_what_is_no_customer_of_ours_invites_nobody(self, olive: Visitor, name: str) -> None:
        assert (await olive.post("/staff/customers/invitations", {name: "on"})).status_code in {400, 409}

    async def test_one_that_is_not_ours_among_ours_and_nobody_is_invited(
        self, world: World, olive: Visitor, run_tasks: RunTasks
    ) -> None:
        ticked = {f"pick.{it.id}": "on" for it in (world.acme.customer, world.bolt.customer)}
        answer = await olive.post("/staff/customers/invitations", ticked)
        await run_tasks()

        assert answer.status_code == 409
        assert await invited(world) == set()

    @pytest.mark.parametrize("of", ["x", "", "9" * 30, "-1"])
    async def test_how_far_it_is_of_any_number(self, olive: Visitor, of: str) -> None:
        assert (await olive.get(f"/staff/customers/invitations?of={of}")).status_code == 200


class TestSight:
    async def test_it_says_why_and_what_to_do(self, world: World, olive: Visitor, base: str) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
        path = f"{base}/contacts/{world.acme.contact.id}/sight"
        page = await read(olive, f"{path}?document=invoice.{draft.id}")

        assert "They do not see this document in the portal" in page
        assert "It is a draft." in page
        assert page.count("They were never invited") == 1
        assert f'href="{path}?document=invoice.{draft.id}#document"' in page

    @pytest.mark.parametrize("document", ["x", "invoice.x", f"invoice.{NOBODY}", "session.1", "invoice.\0"])
    async def test_there_is_nothing_to_say_of_what_does_not_exist(
        self, world: World, olive: Visitor, base: str, document: str
    ) -> None:
        answer = await olive.get(f"{base}/contacts/{world.acme.contact.id}/sight?document={document}")

        assert answer.status_code in {400, 404}


async def test_fields_that_are_not_asked_for_change_nothing(world: World, olive: Visitor, base: str) -> None:
    sneaky = {"tenant_id": str(world.bolt.tenant.id), "id": str(uuid4()), "created_at": "2001-01-01", "removed_at": "x"}
    await olive.post(f"{base}/edit", {"name": "Dana D.", "billing_address": "", **sneaky})
    await olive.post(f"{base}/contacts/{world.acme.contact.id}/edit", {**ROBIN, "customer_id": "x", **sneaky})
    async with acting_for(world.acme.tenant):
        customer, contact = await Customer.get(name="Dana D."), await Contact.get(id=world.acme.contact.id)

    assert (customer.id, customer.created_at.year > 2001) == (world.acme.customer.id, True)
    assert (contact.customer_id, contact.removed_at) == (world.acme.customer.id, None)

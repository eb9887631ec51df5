"""Why they can't see it: every hurdle is named, and what is named agrees with what the portal does."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tenants import contacts, customers, invitations, share_links, sights
from tenants.customers import Contact
from tenants.emails import Delivery, Email
from tenants.errors import NotFound
from tenants.invoices import Invoice
from tenants.isolation import TenantOwned, acting_for
from tenants.sections import Section
from tenants.sights import Hurdle, Sight
from tenants.tenant import Tenant
from tests.builders import a_draft, a_job, an_agreement, an_estimate, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
NOW = datetime.now(UTC)


def hurdles(sight: Sight) -> set[Hurdle]:
    return {reason.hurdle for reason in sight.reasons}


async def of_document(company: Company, document: TenantOwned) -> Sight:
    async with acting_for(await Tenant.get(id=company.tenant.id)):
        contact = await Contact.get(id=company.contact.id)
        return await sights.of_document(contact, type(document)._meta.db_table, document.id)


async def of_portal(company: Company) -> Sight:
    async with acting_for(await Tenant.get(id=company.tenant.id)):
        return await sights.of_portal(await Contact.get(id=company.contact.id))


async def sent(company: Company) -> Invoice:
    async with acting_for(company.tenant):
        return await an_invoice(company.customer)


class TestPortal:
    async def test_who_was_invited_and_came_has_nothing_in_the_way(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)
        await visit(world.acme).sign_in()

        assert await of_portal(world.acme) == Sight(sees=True, reasons=[])

    async def test_who_was_never_invited_may_not_know(self, world: World) -> None:
        assert hurdles(await of_portal(world.acme)) == {Hurdle.NOT_INVITED}

    async def test_who_was_invited_and_never_came(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)

        assert hurdles(await of_portal(world.acme)) == {Hurdle.NEVER_CAME}

    async def test_a_bounce_says_what_the_provider_said(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)
            await Email.all().update(status=Delivery.BOUNCED, reason="No such mailbox", settled_at=NOW)
        (bounced,) = [it for it in (await of_portal(world.acme)).reasons if it.hurdle is Hurdle.BOUNCED]

        assert bounced.words == "No such mailbox"

    async def test_a_closed_portal_is_seen_by_nobody(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)

        assert not (await of_portal(world.acme)).sees

    async def test_nor_by_who_was_removed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await contacts.remove(world.acme.contact)
        sight = await of_portal(world.acme)

        assert (sight.sees, hurdles(sight)) == (False, {Hurdle.REMOVED})

    async def test_hidden_sections_and_missing_rights_are_named(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(billing=False, approve=False, visits=False)
        sight = await of_portal(world.acme)

        assert {it.section for it in sight.reasons if it.section} == {Section.JOBS}
        assert hurdles(sight) >= {Hurdle.NO_BILLING, Hurdle.NO_APPROVE, Hurdle.NO_VISITS}
        assert sight.sees

    async def test_an_address_of_several_customers_picks_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=world.acme.other_customer.id, name="D", email=world.acme.contact.email)
        (several,) = [it for it in (await of_portal(world.acme)).reasons if it.hurdle is Hurdle.SEVERAL]

        assert several.words == "Casey Cole"


MAKE: dict[str, Callable[[Company], Awaitable[Any]]] = {
    "/invoices": lambda it: an_invoice(it.customer),
    "/estimates": lambda it: an_estimate(it.customer),
    "/jobs": lambda it: a_job(it.customer),
    "/agreements": lambda it: an_agreement(it.customer),
}


class TestDocuments:
    @pytest.mark.parametrize("path", MAKE)
    async def test_what_it_says_is_what_the_portal_shows(self, world: World, visit: Visit, path: str) -> None:
        async with acting_for(world.acme.tenant):
            document = await MAKE[path](world.acme)
        dana = await visit(world.acme).sign_in()

        assert (await of_document(world.acme, document)).sees
        assert (await dana.get(f"{path}/{document.id}")).status_code == 200

    async def test_a_draft_is_seen_by_nobody(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
        sight = await of_document(world.acme, draft)

        assert (sight.sees, Hurdle.DRAFT in hurdles(sight)) == (False, True)
        assert (await (await visit(world.acme).sign_in()).get(f"/invoices/{draft.id}")).status_code == 404

    async def test_a_hidden_section_hides_its_documents(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_estimates=False)
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
        sight = await of_document(world.acme, estimate)

        assert (sight.sees, Hurdle.SECTION_HIDDEN in hurdles(sight)) == (False, True)

    @pytest.mark.parametrize(("is_theirs_too", "named"), [(True, "Casey Cole"), (False, "")])
    async def test_another_customers_is_named_only_to_the_same_person(
        self, world: World, is_theirs_too: bool, named: str
    ) -> None:
        async with acting_for(world.acme.tenant):
            document = await an_invoice(world.acme.other_customer)
            if is_theirs_too:
                await Contact.create(customer_id=world.acme.other_customer.id, name="D", email=world.acme.contact.email)
        sight = await of_document(world.acme, document)
        (other,) = [it for it in sight.reasons if it.hurdle is Hurdle.OTHER_CUSTOMER]

        assert (sight.sees, other.words) == (False, named)

    async def test_a_dead_link_is_told_of_and_the_document_is_still_seen(self, world: World) -> None:
        invoice = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            link = await share_links.share(invoice, contact_id=world.acme.contact.id)
            assert Hurdle.LINK_REVOKED not in hurdles(
                await sights.of_document(world.acme.contact, "invoice", invoice.id)
            )
            await share_links.revoke(link)
        sight = await of_document(world.acme, invoice)

        assert (sight.sees, Hurdle.LINK_REVOKED in hurdles(sight)) == (True, True)

    async def test_so_is_one_that_ran_out(self, world: World) -> None:
        invoice = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await share_links.share(invoice, contact_id=world.acme.contact.id, expires_at=NOW)

        assert Hurdle.LINK_EXPIRED in hurdles(await of_document(world.acme, invoice))

    async def test_asking_leaves_the_unit_as_it_was(self, world: World) -> None:
        invoice = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await share_links.share(invoice, contact_id=world.acme.contact.id)
            await sights.of_document(world.acme.contact, "invoice", invoice.id)

            assert await customers.Customer.all().count() == 2

    async def test_there_is_nothing_to_say_of_another_companys(self, world: World) -> None:
        invoice = await sent(world.bolt)
        with pytest.raises(NotFound):
            await of_document(world.acme, invoice)

"""The rights of a contact bite: who may not pay or answer reads everything, and is refused in words."""

from collections.abc import Callable
from typing import Any

import pytest
from quart import Response

from tenants import agreements, deposits, estimates, jobs, share_links
from tenants.agreements import Agreement, AgreementStatus
from tenants.customers import Contact
from tenants.emails import Email
from tenants.estimates import Deposit, EstimateAnswer, Item, Option
from tenants.isolation import acting_for
from tenants.ledger import PaymentAttempt
from tests.builders import (
    a_draft,
    a_job,
    a_line,
    agreement_contents,
    an_agreement,
    an_estimate,
    an_invoice,
    estimate_contents,
)
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
OPTIONS = tuple(Option(key, key.title(), (Item(a_line(price)),)) for key, price in (("good", 100), ("best", 200)))


async def may_not(company: Company, *rights: str) -> Company:
    async with acting_for(company.tenant):
        await Contact.filter(id=company.contact.id).update(**dict.fromkeys(rights, False))
    return company


async def words(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def refused(answer: Response, by: str) -> bool:
    return answer.status_code == 403 and by in await words(answer)


class TestEstimates:
    async def test_who_may_not_approve_reads_it_whole_without_a_button(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer, options=OPTIONS, terms="Within **30** days.")
        dana = await visit(await may_not(world.acme, "approve")).sign_in()
        page = await words(await dana.get(f"/estimates/{estimate.id}"))

        assert "It is answered by somebody else of yours." in page
        assert "Best" in page
        assert "Within <strong>30</strong> days." in page
        assert "/decline" not in page
        assert ">Accept" not in page

    @pytest.mark.parametrize("act", ["accept", "decline", "request-changes", "request-fresh"])
    async def test_nor_answers_it(self, world: World, visit: Visit, act: str) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
        dana = await visit(await may_not(world.acme, "approve")).sign_in()
        answer = await dana.post(f"/estimates/{estimate.id}/{act}", {"version": "1", "reason": "x"})

        assert await refused(answer, "answered by somebody else")
        async with acting_for(world.acme.tenant):
            assert not await EstimateAnswer.exists()

    @pytest.mark.parametrize("act", ["accept", "decline", "request-changes", "request-fresh"])
    async def test_nor_by_a_link_of_their_own(self, world: World, visit: Visit, act: str) -> None:
        async with acting_for(world.acme.tenant):
            link = await share_links.share(await an_estimate(world.acme.customer), contact_id=world.acme.contact.id)
        stranger, path = visit(await may_not(world.acme, "approve")), share_links.address(link)

        assert ">Accept" not in await words(await stranger.get(path))
        assert await refused(await stranger.post(f"{path}/{act}", {"version": "1"}), "answered by somebody else")

    async def test_who_may_not_pay_does_not_pay_the_deposit_by_a_link_either(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer, deposit=Deposit(rate=1_000))
            path = share_links.address(await share_links.share(estimate, contact_id=world.acme.contact.id))
        dana = visit(await may_not(world.acme, "billing"))
        await dana.post(f"{path}/accept", {"version": "1"})

        assert await refused(await dana.post(f"{path}/pay-deposit"), "paid by somebody else")
        async with acting_for(world.acme.tenant):
            assert not await PaymentAttempt.exists()

    async def test_a_link_for_nobody_in_particular_is_answered_by_anybody(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            link = await share_links.share(await an_estimate(world.acme.customer))
        path = share_links.address(link)

        answer = await visit(await may_not(world.acme, "approve")).post(f"{path}/accept", {"version": "1"})
        assert answer.status_code == 303

    async def test_who_accepts_and_may_not_pay_stays_on_the_estimate(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer, deposit=Deposit(rate=1_000))
        dana = await visit(await may_not(world.acme, "billing")).sign_in()
        answer = await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})

        assert answer.location == f"/estimates/{estimate.id}"
        assert "pay-deposit" not in await words(await dana.get(answer.location))
        assert await refused(await dana.post(f"{answer.location}/pay-deposit"), "paid by somebody else")
        async with acting_for(world.acme.tenant):
            assert not await PaymentAttempt.exists()


class TestAgreements:
    async def test_who_may_not_approve_reads_it_whole_without_a_button(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
        dana = await visit(await may_not(world.acme, "approve")).sign_in()
        page = await words(await dana.get(f"/agreements/{agreement.id}"))

        assert "It is answered by somebody else of yours." in page
        assert "<strong>twice a year</strong>" in page
        assert "Decline" not in page

    @pytest.mark.parametrize("act", ["sign", "decline"])
    async def test_nor_answers_it(self, world: World, visit: Visit, act: str) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
        dana = await visit(await may_not(world.acme, "approve")).sign_in()
        form = {"version": agreement.fingerprint, "terms": "on", "name": "Dana Diaz"}

        assert await refused(await dana.post(f"/agreements/{agreement.id}/{act}", form), "answered by somebody else")
        async with acting_for(world.acme.tenant):
            assert (await Agreement.get(id=agreement.id)).status is AgreementStatus.SENT


class TestInvoices:
    async def test_who_may_not_pay_reads_it_without_the_button(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        dana = await visit(await may_not(world.acme, "billing")).sign_in()
        page = await words(await dana.get(f"/invoices/{invoice.id}"))

        assert "Bills are paid by somebody else of yours." in page
        assert "$120.00" in page
        assert f"/invoices/{invoice.id}/pay" not in page
        assert "See and pay" not in await words(await dana.get("/"))

    async def test_nor_pays_it(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            link = await share_links.share(invoice, contact_id=world.acme.contact.id)
        dana = await visit(await may_not(world.acme, "billing")).sign_in()

        assert await refused(await dana.post(f"/invoices/{invoice.id}/pay"), "paid by somebody else")
        assert await refused(await dana.post(f"{share_links.address(link)}/pay"), "paid by somebody else")
        async with acting_for(world.acme.tenant):
            assert not await PaymentAttempt.exists()


async def told(company: Company) -> set[str]:
    """What letters the contact was written."""
    return {email.letter for email in await Email.filter(to_address=company.contact.email)}


class TestLetters:
    @pytest.mark.parametrize(("right", "letter"), [("billing", "invoice_sent"), ("approve", "estimate_sent")])
    async def test_who_has_not_the_right_is_not_written_to(self, world: World, right: str, letter: str) -> None:
        acme = await may_not(world.acme, right)
        async with acting_for(acme.tenant):
            await share_links.send(await a_draft(acme.customer))
            await share_links.send_estimate(await estimates.draft(acme.customer, estimate_contents()))

            assert await told(acme) == {"invoice_sent", "estimate_sent"} - {letter}

    async def test_nor_of_agreements(self, world: World) -> None:
        acme = await may_not(world.acme, "approve")
        async with acting_for(acme.tenant):
            await agreements.send(await agreements.draft(acme.customer, agreement_contents()))

            assert await told(acme) == set()

    async def test_nor_of_visits(self, world: World) -> None:
        acme = await may_not(world.acme, "visits")
        async with acting_for(acme.tenant):
            await jobs.complete(await a_job(acme.customer))

            assert await told(acme) == set()

    async def test_who_only_pays_gets_the_bill_of_a_deposit(self, world: World) -> None:
        acme = await may_not(world.acme, "approve")
        other = {"name": "Robin Roe", "email": "robin@example.com", "customer_id": acme.customer.id}
        async with acting_for(acme.tenant):
            robin = await Contact.create(**other)
            estimate = await an_estimate(acme.customer, deposit=Deposit(rate=1_000))
            by: Any = estimates.Answerer(acme.customer.id, "Robin", contact_id=robin.id)
            await deposits.accept(estimate.id, by, estimates.Acceptance(1, estimates.usual(estimate_contents())))

            assert await told(acme) == {"invoice_sent"}

"""Deposits: accepting asks for one in the same breath, once, and the letters say so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.exceptions import BaseORMException

from tenants import deposits, emails, estimates, invoices, share_links
from tenants.emails import Email
from tenants.errors import Conflict
from tenants.estimates import Acceptance, Answerer, Deposit, Estimate
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tests.builders import a_line, an_estimate, an_invoice
from tests.world import Company, World


def by(company: Company) -> Answerer:
    return Answerer(company.customer.id, company.contact.name, contact_id=company.contact.id)


async def accepted(company: Company, **more: Any) -> Invoice | None:
    """The deposit of an estimate of 12,000 that was just accepted."""
    estimate = await an_estimate(company.customer, **more)
    await deposits.accept(estimate.id, by(company), Acceptance(1), called="Deposit for estimate E1001")
    return await deposits.of(estimate.id)


async def test_its_invoice_is_open_and_due_today(world: World) -> None:
    async with acting_for(world.acme.tenant) as unit:
        invoice = await accepted(world.acme, deposit=Deposit(rate=2_500))

    assert invoice
    assert (invoice.status, invoice.total, invoice.title) == (InvoiceStatus.OPEN, 3_000, "Deposit for estimate E1001")
    assert invoice.due_on == invoice.issued_on == unit.tenant.today()


async def test_nothing_is_asked_where_nothing_is_due(world: World) -> None:
    async with acting_for(world.acme.tenant):
        assert await accepted(world.acme) is None
        assert await accepted(world.acme, deposit=Deposit(rate=1), items=(estimates.Item(a_line(0)),)) is None


async def test_pressed_twice_it_is_one_invoice_and_one_letter_each(world: World) -> None:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, deposit=Deposit(amount=1_000))
        both = [await deposits.accept(estimate.id, by(world.acme), Acceptance(1)) for _ in range(2)]

        assert both[0] == both[1] is not None
        assert await Invoice.filter(estimate_id=estimate.id).count() == 1
        assert [email.letter for email in await Email.all()] == ["estimate_accepted"]


async def test_the_letter_opens_the_deposit_where_one_is_due(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await accepted(world.acme, deposit=Deposit(amount=1_000))
        email = await Email.get(letter="estimate_accepted")
        link = await ShareLink.get(id=email.facts["share_link"])

    assert invoice
    assert (link.invoice_id, link.contact_id) == (invoice.id, world.acme.contact.id)
    assert (email.facts["deposit"]["amount"], email.facts["amount"]["amount"]) == (1_000, 12_000)


async def test_else_it_opens_the_estimate(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await accepted(world.acme)
        email = await Email.get(letter="estimate_accepted")

        assert share_links.address(await ShareLink.get(id=email.facts["share_link"])).startswith("/e/")


async def test_it_is_done_in_the_customers_own_unit_of_work(world: World) -> None:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, deposit=Deposit(amount=1_000))
    async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id):
        assert await deposits.accept(estimate.id, by(world.acme), Acceptance(1))


async def test_nothing_of_it_stays_when_the_rest_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, deposit=Deposit(amount=1_000))
    monkeypatch.setattr(emails, "WRITE", "SELECT nothing")
    with pytest.raises(Exception, match="nothing"):
        async with acting_for(world.acme.tenant):
            await deposits.accept(estimate.id, by(world.acme), Acceptance(1))

    async with acting_for(world.acme.tenant):
        assert (await Estimate.get(id=estimate.id)).status == "sent"
        assert await deposits.of(estimate.id) is None


async def test_history_is_entered_at_its_moment(world: World) -> None:
    then = datetime.now(UTC) - timedelta(days=20)
    async with acting_for(world.acme.tenant) as unit:
        estimate = await an_estimate(world.acme.customer, deposit=Deposit(amount=1_000), at=then - timedelta(days=2))
        await deposits.accept(estimate.id, by(world.acme), Acceptance(1), at=then)
        invoice = await deposits.of(estimate.id)

    assert invoice
    assert (invoice.sent_at, invoice.due_on) == (then, then.astimezone(unit.tenant.zone).date())


class TestReopened:
    async def test_an_estimate_whose_deposit_is_asked_for_is_not_opened_again(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await accepted(world.acme, deposit=Deposit(amount=1_000))
            assert invoice
            estimate = await Estimate.get(id=invoice.estimate_id)
            with pytest.raises(Conflict):
                await estimates.reopen(estimate, by="Alex")
            await invoices.void(invoice)
            await estimates.reopen(estimate, by="Alex")
            again = await deposits.accept(estimate.id, by(world.acme), Acceptance(1))

            assert again not in {None, invoice.id}

    async def test_one_that_was_paid_counts_for_the_next_acceptance(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await accepted(world.acme, deposit=Deposit(amount=1_000))
            assert invoice
            await Invoice.filter(id=invoice.id).update(status=InvoiceStatus.PAID)
            estimate = await Estimate.get(id=invoice.estimate_id)
            await estimates.reopen(estimate, by="Alex")

            assert await deposits.accept(estimate.id, by(world.acme), Acceptance(1)) == invoice.id
            said = await Email.filter(letter="estimate_accepted").order_by("-created_at", "-id")
            assert sorted(email.facts["deposit"] is None for email in said) == [False, True]


async def test_a_sent_invoice_becomes_nobodys_deposit(world: World) -> None:
    with pytest.raises(BaseORMException, match="stays as it was sent"):
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            invoice = await an_invoice(world.acme.customer)
            await Invoice.filter(id=invoice.id).update(estimate_id=estimate.id)

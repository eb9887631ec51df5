"""The demo: two companies with a past that adds up."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest

from sandbox.demo.__main__ import COMPANIES, load, main
from settings import settings
from tenants import agreements, directory, estimates, invoices, jobs, messages
from tenants.agreements import Agreement
from tenants.customers import Contact, Customer
from tenants.emails import Delivery, Email
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for, statement
from tenants.jobs import JobStatus
from tenants.ledger import Kind, LedgerEntry
from tenants.photos import Photo
from tenants.standing import State
from tenants.tenant import Tenant
from tests.sandboxes import Stripe

DANA, PAT = "dana@example.com", "pat@example.com"
COUNTS = """
SELECT (SELECT count(*) FROM tenant), (SELECT count(*) FROM task),
       (SELECT max(created_at) FROM tenant), (SELECT count(*) FROM stripe_event)
"""


@pytest.fixture(scope="session")
async def loaded(database: None, sandbox: str) -> tuple[Tenant, Tenant, list[tuple[list[Email], list[str]]]]:
    """Acme and Bolt, loaded once for these tests, with the letters of each that were still to go then."""
    await load()
    directory.forget()
    acme, bolt = await Tenant.get(slug="acme"), await Tenant.get(slug="bolt")
    return acme, bolt, [await _to_go(tenant) for tenant in (acme, bolt)]


@pytest.fixture
def demo(loaded: tuple[Tenant, Tenant, list[Any]]) -> tuple[Tenant, Tenant]:
    return loaded[:2]


async def _to_go(tenant: Tenant) -> tuple[list[Email], list[str]]:
    async with acting_for(tenant):
        told = await acting().rows("SELECT subject FROM task WHERE tenant_id = $1", tenant.id)
        return await Email.filter(status=Delivery.QUEUED), [row["subject"] for row in told]


async def rows_of(tenant: Tenant, address: str) -> list[invoices.Row]:
    """What the portal lists for the first customer with this contact."""
    async with acting_for(tenant):
        contact = await Contact.filter(email=address).order_by("created_at").first()
        assert contact
        return [*chain(*await invoices.for_customer(contact.customer_id, tenant.today()))]


async def test_dana_has_an_invoice_in_every_state(demo: tuple[Tenant, Tenant]) -> None:
    acme, _ = demo

    states = {row.standing.state for row in await rows_of(acme, DANA)}

    assert states == set(State) - {State.DRAFT, State.DISPUTED}


async def test_dana_owes_bolt_in_its_own_money(demo: tuple[Tenant, Tenant]) -> None:
    _, bolt = demo

    rows = await rows_of(bolt, DANA)

    assert {row.currency for row in rows} == {"CAD"}
    assert {row.standing.state for row in rows} == {State.DUE, State.OVERDUE, State.PAID, State.REFUNDED}


async def test_dana_has_a_job_in_every_state_a_visit_today_and_photos_of_the_work(demo: tuple[Tenant, Tenant]) -> None:
    for tenant, kinds in zip(demo, ({"before": 3, "during": 2, "after": 2}, {"before": 1, "after": 1}), strict=True):
        async with acting_for(tenant):
            dana = await Contact.filter(email=DANA).order_by("created_at").first()
            rows = [*chain(*await jobs.for_customer(dana.customer_id, tenant.today()))]
            photos = await Photo.filter(customer_id=dana.customer_id, about="job").values_list("kind", flat=True)

        assert {row.status for row in rows} == set(JobStatus)
        assert jobs.today_visit(rows, tenant.today())
        assert any(row.waits for row in rows)
        assert Counter(photos) == kinds


async def test_pat_stands_for_two_customers_of_acme(demo: tuple[Tenant, Tenant]) -> None:
    acme, _ = demo

    async with acting_for(acme):
        ids = await Contact.filter(email=PAT).values_list("customer_id", flat=True)
        names = await Customer.filter(id__in=ids).order_by("name").values_list("name", flat=True)

    assert names == ["Kim household", "Oak Street Rentals LLC"]


async def test_dana_has_an_estimate_in_every_state(demo: tuple[Tenant, Tenant]) -> None:
    acme, bolt = demo

    found = {}
    for tenant in (acme, bolt):
        async with acting_for(tenant):
            contact = await Contact.filter(email=DANA).first()
            assert contact
            rows = [*chain(*await estimates.for_customer(contact.customer_id, tenant.today()))]
            found[tenant.slug] = [await estimates.one(contact.customer_id, row.id, tenant.today()) for row in rows]

    paid = [it for it in found["acme"] if it.deposit]
    assert {it.state for it in found["acme"]} == set(estimates.State)
    assert {it.state for it in found["bolt"]} == {estimates.State.SENT, estimates.State.EXPIRED}
    assert [it.version for it in found["acme"] if it.previous] == [2]
    assert [it.deposit.standing.state for it in paid if it.deposit] == [State.PAID]
    assert all(it.is_genuine for it in chain(*found.values()))


async def test_there_is_an_agreement_in_every_state(demo: tuple[Tenant, Tenant]) -> None:
    acme, bolt = demo

    async with acting_for(acme):
        groups = [await agreements.for_customer(row.id, acme.today()) for row in await Customer.all()]
        comfort = await Agreement.get(title="Comfort plan", renews_id__isnull=False)
        shown = await agreements.one(comfort.customer_id, comfort.id, acme.today())
    async with acting_for(bolt):
        kept = await Agreement.all()

    assert {row.state for group in groups for rows in group for row in rows} == set(agreements.State)
    assert [visit.state for visit in shown.visits] == ["done", "done", "next", "planned"]
    assert (shown.paid, shown.billed > 0, len(kept)) == (shown.billed, True, 1)


async def test_every_cent_is_where_stripe_says_it_is(demo: tuple[Tenant, Tenant], stripe: Stripe) -> None:
    for tenant in demo:
        truth = stripe.get(f"ledger/{tenant.stripe_account}")
        async with acting_for(tenant):
            entries = await LedgerEntry.all()
        charged = {entry.stripe_id: entry.amount for entry in entries if entry.kind is Kind.CHARGE}
        refunded = {entry.stripe_id: -entry.amount for entry in entries if entry.kind is Kind.REFUND}
        assert charged == {it["id"]: it["amount"] for it in truth["charges"] if it["status"] == "succeeded"}
        assert refunded == {it["id"]: it["amount"] for it in truth["refunds"]}


async def test_numbers_follow_the_days(demo: tuple[Tenant, Tenant]) -> None:
    acme, _ = demo

    async with acting_for(acme):
        sent = await Invoice.all().order_by("number").values_list("sent_at", flat=True)

    assert sent == sorted(sent)
    assert (sent[-1] - sent[0]).days > 300
    assert sent[-1] <= datetime.now(UTC)


async def test_only_the_last_letter_is_still_to_go(loaded: tuple[Tenant, Tenant, list[Any]]) -> None:
    for queued, told in loaded[2]:
        assert [(email.letter, email.to_address) for email in queued] == [("invoice_sent", DANA)]
        assert told == [str(queued[0].id)]


async def test_letters_of_the_past_arrived_then(demo: tuple[Tenant, Tenant]) -> None:
    acme, _ = demo

    async with acting_for(acme):
        receipts = await Email.filter(letter="receipt").order_by("settled_at")
        first_paid = await LedgerEntry.filter(kind=Kind.CHARGE).order_by("at").first()

    assert first_paid
    assert (receipts[0].settled_at - first_paid.at).total_seconds() == 6
    assert {email.status for email in receipts} == {Delivery.DELIVERED}


async def test_stripe_has_nothing_left_to_tell(demo: tuple[Tenant, Tenant]) -> None:
    ids = [tenant.id for tenant in demo]

    assert not await statement("SELECT id FROM stripe_event WHERE tenant_id = ANY($1::uuid[])", ids)


def test_it_can_be_told_on_any_day() -> None:
    for today in (date(2027, 12, 1) + timedelta(days=days) for days in range(400)):
        bills = [bill for company in COMPANIES for served in company.story(today) for bill in served.bills]
        assert all(today - timedelta(days=paid.ago) >= bill.sent_on(today) for bill in bills for paid in bill.paid)
        assert [bill.title for bill in bills if not bill.ago] == ["Filters and humidifier pad", "Exit signs inspected"]


async def test_a_second_time_changes_nothing(demo: tuple[Tenant, Tenant]) -> None:
    before = await statement(COUNTS)

    assert await load() == []

    assert await statement(COUNTS) == before


async def test_acme_and_bolt_share_nothing(demo: tuple[Tenant, Tenant]) -> None:
    acme, bolt = demo

    async with acting_for(acme):
        seen = await acting().rows("SELECT id FROM invoice WHERE tenant_id = $1", bolt.id)

    assert seen == []
    assert acme.stripe_account != bolt.stripe_account


async def test_it_is_not_for_a_live_installation(demo: tuple[Tenant, Tenant], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://portal.example")
    settings.cache_clear()

    with pytest.raises(SystemExit, match="real companies"):
        await main()

    monkeypatch.undo()
    settings.cache_clear()


async def test_dana_and_the_company_write_to_each_other(demo: tuple[Tenant, Tenant]) -> None:
    acme, bolt = demo

    for tenant, subjects in ((acme, ["invoice", "job"]), (bolt, ["invoice"])):
        async with acting_for(tenant):
            contact = await Contact.filter(email=DANA).order_by("created_at").first()
            assert contact
            found = await messages.listed(contact.customer_id, contact.id, list(messages.PATHS))
        assert {thread.about for thread in found} >= set(subjects)

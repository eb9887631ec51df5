"""Living a story: every invoice and payment made by the domain's own acts, dated back to when it was."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from sandbox.demo import agreements, deals, estimates, jobs, messages, offers, service_requests
from sandbox.demo.past import quiet
from sandbox.demo.people import Known, found, meet
from sandbox.demo.story import Bill, Company, Later, Paid, Served
from tenants import invoices, payments, share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import PaymentAttempt
from tenants.payments import Noted, Payer
from tenants.tenant import Tenant

MORNING, EVENING, NIGHT = 8 * 60, 17 * 60, 22 * 60
LEVERS = {
    "settle": "payments/{intent}/settle",
    "return": "payments/{intent}/return",
    "refund": "charges/{charge}/refund",
}


@dataclass(frozen=True, slots=True)
class Sent:
    bill: Bill
    invoice: Invoice
    payer: Payer
    place: int
    """Its place among all of the company's, which spreads them over the hours of their days."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A company with its past. `shared` are addresses of open share links."""

    tenant: Tenant
    customers: int
    invoices: int
    shared: list[str]


async def live(company: Company, stripe: httpx.AsyncClient) -> Lived:
    """Have the company live its story, under a slug nobody knows. `stripe` reaches the sandbox's levers."""
    tenant = await found(company, stripe)
    story = company.story(tenant.today())
    async with acting_for(tenant):
        known = [await meet(served) for served in story]
        agreed = await agreements.agree(tenant, deals.STORIES[company.slug](tenant.today()), known, company.owner.name)
        told = list(zip(story, known, strict=True))
        sent = [one async for one in _send_all(tenant, told, company.owner.name, agreed)]
        links = [await share_links.share(one.invoice) for one in sent if one.bill.is_shared]
    payers = {one.payer for one in sent}
    await asyncio.gather(*(_take(tenant, [one for one in sent if one.payer == payer], stripe) for payer in payers))
    for one in sent:
        if one.bill.is_void:
            await payments.void(tenant, one.invoice.id, by=company.owner.name)
    await jobs.work(tenant, jobs.STORIES[company.slug], known, company.owner.name)
    await service_requests.ask(tenant, service_requests.STORIES[company.slug], known, company.owner.name)
    await estimates.offer(tenant, offers.STORIES[company.slug], known, company.owner.name, stripe)
    await messages.write(tenant)
    await quiet(tenant, kept=sent[-1].invoice)
    return Lived(tenant, len(known), len(sent), [share_links.address(link) for link in links])


async def _send_all(
    tenant: Tenant, all_served: Sequence[tuple[Served, Known]], by: str, agreed: Mapping[str, UUID]
) -> AsyncIterator[Sent]:
    """Every bill in the order of their days, since numbers are given in that order."""
    bills = [(bill.sent_on(tenant.today()), bill, known) for served, known in all_served for bill in served.bills]
    last = datetime.min.replace(tzinfo=UTC)
    for place, (day, bill, known) in enumerate(sorted(bills, key=lambda told: (told[0], -told[1].ago))):
        home = known.properties[bill.place].id
        invoice = await invoices.draft(
            known.customer,
            bill.lines,
            title=bill.title,
            note=bill.note,
            property_id=home,
            agreement_id=agreed.get(bill.agreement),
        )
        last = max(last, _moment(tenant, day, place, MORNING, EVENING))
        await share_links.send(invoice, by=by, at=last, due_on=day + timedelta(days=bill.days))
        yield Sent(bill, invoice, Payer(known.customer.id, known.payer.email, known.payer.id), place)


async def _take(tenant: Tenant, sent: Iterable[Sent], stripe: httpx.AsyncClient) -> None:
    """The payments of one payer, who makes one after the other."""
    for one in sent:
        for paid in one.bill.paid:
            await _pay(tenant, one, paid, stripe)


async def _pay(tenant: Tenant, sent: Sent, paid: Paid, stripe: httpx.AsyncClient) -> None:
    """Press Pay, pay on the hosted page, come back, then whatever happened to that payment later; or send a check."""
    if paid.check:
        amount, on = paid.amount or sent.invoice.total, _day(tenant, paid.ago)
        noted = Noted(id=uuid4(), amount=amount, method=f"Check #{paid.check}", on=on)
        await payments.record(tenant, sent.invoice.id, noted)
        return
    path = f"/invoices/{sent.invoice.id}"
    await payments.start(
        tenant, sent.invoice.id, payer=sent.payer, success_path=path, cancel_path=path, amount=paid.amount
    )
    async with acting_for(tenant):
        attempt = await PaymentAttempt.get(invoice_id=sent.invoice.id, status="open")
    at = _moment(tenant, _day(tenant, paid.ago), sent.place, EVENING, NIGHT)
    intent = (await _pull(stripe, f"sessions/{attempt.session_id}/pay", at, **paid.by._asdict()))["payment_intent"]
    await payments.settle(tenant, attempt.id)
    for later in paid.later:
        await _happen(tenant, sent, attempt, intent, later, stripe)


async def _happen(
    tenant: Tenant, sent: Sent, attempt: PaymentAttempt, intent: dict[str, Any], later: Later, stripe: httpx.AsyncClient
) -> None:
    lever = LEVERS[later.act].format(intent=intent["id"], charge=intent["latest_charge"])
    given = {"amount": later.amount} if later.amount else {}
    at = _moment(tenant, _day(tenant, later.ago), sent.place, MORNING, EVENING)
    await _pull(stripe, lever, at, **given)
    await payments.settle(tenant, attempt.id)


async def _pull(stripe: httpx.AsyncClient, lever: str, at: datetime, **given: object) -> dict[str, Any]:
    answer = await stripe.post(lever, json={"at": int(at.timestamp()), "emit": False, **given})
    answer.raise_for_status()
    outcome: dict[str, Any] = answer.json()
    return outcome


def _day(tenant: Tenant, ago: int) -> date:
    return tenant.today() - timedelta(days=ago)


def _moment(tenant: Tenant, day: date, place: int, earliest: int, latest: int) -> datetime:
    """Some moment of the day between two minutes of it, never one that is yet to come."""
    minute = earliest + place * 37 % (latest - earliest)
    midnight = datetime.combine(day, time(), tenant.zone)
    return min(midnight + timedelta(minutes=minute), datetime.now(UTC))

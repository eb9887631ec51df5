"""Offering and answering what offers.py tells, by the domain's own acts, dated back to when it was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import httpx

from sandbox.demo.offers import Offer
from sandbox.demo.people import Known
from sandbox.demo.story import VISA
from tenants import deposits, estimates, payments, share_links
from tenants.estimates import Answerer, Estimate, EstimateAnswer
from tenants.isolation import acting_for
from tenants.ledger import PaymentAttempt
from tenants.tenant import Tenant

# The letters about these estimates were read long ago.
READ = """
WITH past AS (
     SELECT e.id, coalesce((SELECT at FROM estimate_answer
                             WHERE tenant_id = e.tenant_id AND id::text = split_part(e.key, ':', 2)),
                           (SELECT sent_at FROM estimate_version
                             WHERE tenant_id = e.tenant_id AND estimate_id = e.about_id
                               AND number::text = split_part(e.key, ':', 3))) AS at
       FROM email e WHERE e.tenant_id = $1 AND e.about = 'estimate'),
told AS (
     UPDATE email SET status = 'delivered', created_at = past.at, sent_at = past.at + interval '2 seconds',
                      settled_at = past.at + interval '6 seconds'
       FROM past WHERE email.tenant_id = $1 AND email.id = past.id RETURNING email.id::text)
DELETE FROM task WHERE tenant_id = $1 AND (name = 'deliver_email' AND subject IN (SELECT id FROM told)
                                        OR name = 'tell_staff_of_estimate')
"""
WRITTEN_THEN = (
    "UPDATE estimate SET created_at = sent_at WHERE tenant_id = $1",
    (
        "UPDATE share_link SET created_at = e.sent_at FROM estimate e "
        "WHERE share_link.tenant_id = $1 AND e.tenant_id = $1 AND e.id = share_link.estimate_id"
    ),
)


async def offer(
    tenant: Tenant, story: Mapping[str, Sequence[Offer]], known: Sequence[Known], by: str, stripe: httpx.AsyncClient
) -> None:
    """Offer each customer, by name, what `story` tells, in the order of the days; a deposit is paid today."""
    told = [(told, one) for one in known for told in story.get(one.customer.name, ())]
    for told_of, one in sorted(told, key=lambda pair: -pair[0].ago):
        async with acting_for(tenant):
            invoice_id = await _lived(tenant, told_of, one, by)
        if invoice_id:
            await _pay(tenant, invoice_id, one, stripe)
    async with acting_for(tenant) as unit:
        for answer in await EstimateAnswer.all():
            await estimates.tell_staff(answer.id)
        for statement in (READ, *WRITTEN_THEN):
            await unit.rows(statement, tenant.id)


async def _lived(tenant: Tenant, told: Offer, one: Known, by: str) -> UUID | None:
    """The estimate with all that happened to it; the deposit that is to be paid, if one is."""
    who = Answerer(one.customer.id, one.payer.name, contact_id=one.payer.id)
    until = tenant.today() + timedelta(days=told.days - told.ago)
    home = one.properties[told.place].id
    estimate = await estimates.draft(one.customer, replace(told.contents, valid_until=until), property_id=home)
    await share_links.send_estimate(estimate, by=by, at=_moment(tenant, told.ago, 10))
    if told.changes:
        at = _moment(tenant, told.ago - 2, 19)
        await estimates.request_changes(estimate.id, who, 1, reason=told.changes, at=at)
    if told.revised:
        await estimates.revise(estimate, replace(told.revised, valid_until=until))
        await share_links.send_estimate(estimate, by=by, at=_moment(tenant, told.ago - 3, 9))
    if told.end == "declined":
        at = _moment(tenant, told.end_ago, 20)
        await estimates.decline(estimate.id, who, estimate.version, reason=told.reason, at=at)
    if told.end in {"accepted", "paid"}:
        return await _accepted(tenant, told, estimate, who)
    return None


async def _accepted(tenant: Tenant, told: Offer, estimate: Estimate, who: Answerer) -> UUID | None:
    document = await estimates.one(who.customer_id, estimate.id, tenant.today())
    form = {"version": str(estimate.version), "name": who.name, "terms": "on", **told.form}
    given = estimates.acceptance(estimate.version, document.contents, form)
    # Invoices are numbered in the order of their days, and all others were sent before.
    at = datetime.now(UTC) if told.end == "paid" else _moment(tenant, told.end_ago, 12)
    return await deposits.accept(estimate.id, who, given, called=f"Deposit for estimate {estimate.number}", at=at)


async def _pay(tenant: Tenant, invoice_id: UUID, one: Known, stripe: httpx.AsyncClient) -> None:
    payer = payments.Payer(one.customer.id, one.payer.email, one.payer.id)
    path = f"/invoices/{invoice_id}"
    await payments.start(tenant, invoice_id, payer=payer, success_path=path, cancel_path=path)
    async with acting_for(tenant):
        attempt = await PaymentAttempt.get(invoice_id=invoice_id, status="open")
    now = int(datetime.now(UTC).timestamp())
    paid = {"at": now, "emit": False, **VISA._asdict()}
    (await stripe.post(f"sessions/{attempt.session_id}/pay", json=paid)).raise_for_status()
    await payments.settle(tenant, attempt.id)


def _moment(tenant: Tenant, ago: int, hour: int) -> datetime:
    """An hour of that day, never one that is yet to come."""
    day = tenant.today() - timedelta(days=ago)
    return min(datetime.combine(day, time(hour), tenant.zone).astimezone(UTC), datetime.now(UTC))

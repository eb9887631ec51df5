"""What was agreed on: running, to be signed, declined, over and renewed; visits done, next and missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sandbox.demo.people import Known
from sandbox.demo.story import working_day
from tenants import agreements
from tenants.agreements import Agreement, Answerer, Contents
from tenants.isolation import acting
from tenants.tenant import Tenant

# The letters about what was answered were read long ago.
READ = """
WITH told AS (
     UPDATE email SET status = 'delivered', created_at = a.sent_at, sent_at = a.sent_at + interval '2 seconds',
                      settled_at = a.sent_at + interval '5 seconds'
       FROM agreement a WHERE email.tenant_id = $1 AND a.tenant_id = $1 AND email.about_id = a.id
     RETURNING email.id::text)
DELETE FROM task WHERE tenant_id = $1 AND (name = 'deliver_email' AND subject IN (SELECT id FROM told)
                                        OR name = 'tell_staff_of_agreement')
"""


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement sent `sent` days before it starts and signed two days later.

    Visits come every `weeks` weeks from `first` days after today (before, when negative), on a working day; those that
    are past are done, but for the `missed` ones (by their place); those to come are made, but for the `skipped` ones.
    `key` is what bills and renewals call the agreement by.
    """

    key: str
    contents: Contents
    sent: int = 10
    end: str = "signed"
    reason: str = ""
    ended: int | None = None
    renews: str = ""
    first: int = 0
    weeks: int = 13
    arrival: str = "between 8 and 10 AM"
    missed: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()


async def agree(
    tenant: Tenant, story: Mapping[str, Sequence[Deal]], known: Sequence[Known], by: str
) -> dict[str, UUID]:
    """Live what `story` tells of each customer, by name, inside the company's unit of work; the agreements by key."""
    made: dict[str, Agreement] = {}
    for one in known:
        for deal in story.get(one.customer.name, ()):
            made[deal.key] = await _lived(tenant, deal, one, by, made.get(deal.renews))
    await acting().rows(READ, tenant.id)
    return {key: agreement.id for key, agreement in made.items()}


async def _lived(tenant: Tenant, deal: Deal, one: Known, by: str, before: Agreement | None) -> Agreement:
    agreement = await agreements.draft(one.customer, deal.contents, renews=before)
    first_on = working_day(tenant.today() + timedelta(days=deal.first))
    visits = await agreements.plan_visits(agreement, first_on, weeks=deal.weeks, arrival=deal.arrival)
    sent = _moment(tenant, deal.contents.starts_on - timedelta(days=deal.sent), 9)
    await agreements.send(agreement, by=by, at=sent)
    await _answered(deal, agreement, Answerer(one.payer.id, one.payer.name), sent + timedelta(days=2, hours=9))
    for place, visit in enumerate(visits):
        if agreement.status == "signed" and visit.planned_on < tenant.today() and place not in deal.missed:
            at = _moment(tenant, visit.planned_on, 11)
            await agreements.mark_visit_done(visit, agreement, on=visit.planned_on, by=by, at=at)
    for place in deal.skipped:
        await agreements.skip_visit(visits[place], agreement, by=by)
    if deal.ended is not None:
        await agreements.end(agreement, by=by, at=_moment(tenant, tenant.today() - timedelta(days=deal.ended), 15))
    return agreement


async def _answered(deal: Deal, agreement: Agreement, who: Answerer, at: datetime) -> None:
    if deal.end == "signed":
        await agreements.sign(agreement, who, seen=agreement.fingerprint, name=who.name, at=at)
    if deal.end == "declined":
        await agreements.decline(agreement, who, seen=agreement.fingerprint, reason=deal.reason, at=at)
    if deal.end:
        await agreements.tell_staff(agreement.id)


def _moment(tenant: Tenant, day: date, hour: int) -> datetime:
    """An hour of that day, never one that is yet to come."""
    return min(datetime.combine(day, time(hour), tenant.zone).astimezone(UTC), datetime.now(UTC))

"""The schedule of an agreement made anew, and what was noted of a visit taken back."""

from collections.abc import Sequence
from datetime import date

from tenants import activity
from tenants.agreements.agreement import Agreement, AgreementStatus
from tenants.agreements.visits import AgreementVisit, spread
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting

LOCK = "SELECT status, visits_planned FROM agreement WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
KEPT = "SELECT count(*) FROM agreement_visit WHERE tenant_id = $1 AND agreement_id = $2 AND NOT {waiting}"
WAITING = "(done_on IS NULL AND skipped_at IS NULL)"
CLEAR = f"DELETE FROM agreement_visit WHERE tenant_id = $1 AND agreement_id = $2 AND {WAITING}"  # noqa: S608
UNMARK = """
UPDATE agreement_visit SET done_on = NULL, skipped_at = NULL
 WHERE tenant_id = $1 AND id = $2 AND agreement_id = $3 AND (done_on IS NOT NULL OR skipped_at IS NOT NULL)
RETURNING planned_on
"""


async def days_to_come(agreement: Agreement, first_on: date, *, months: int = 0, weeks: int = 0) -> list[date]:
    """The days a schedule from `first_on` on would have: as many as the agreement still owes. Raises Invalid."""
    if not months and not weeks:
        raise Invalid("every", "Please say how often we come.")
    unit = acting()
    kept = (await unit.rows(KEPT.format(waiting=WAITING), unit.tenant.id, agreement.id))[0][0]
    return spread(first_on, max(agreement.visits_planned - kept, 0), months=months, weeks=weeks)


async def plan_again(agreement: Agreement, days: Sequence[date], arrival: str = "") -> None:
    """Have the visits still to come on these days; what is done or left out stays. Raises Conflict when it is over."""
    unit = acting()
    held = await unit.row(LOCK, unit.tenant.id, agreement.id)
    if held is None:
        raise NotFound
    if held["status"] == AgreementStatus.ENDED:
        raise Conflict("This agreement is over, so nothing more is planned for it.")
    kept = (await unit.rows(KEPT.format(waiting=WAITING), unit.tenant.id, agreement.id))[0][0]
    if kept + len(days) > held["visits_planned"]:
        raise Conflict("A visit was done meanwhile. Please look at the days again.")
    await unit.rows(CLEAR, unit.tenant.id, agreement.id)
    for day in days:
        await AgreementVisit.create(
            customer_id=agreement.customer_id, agreement_id=agreement.id, planned_on=day, arrival=arrival
        )
    await activity.note(agreement, "scheduled", customer_id=agreement.customer_id, visits=len(days))


async def unmark(visit: AgreementVisit, agreement: Agreement) -> None:
    """Take back that the visit was done, or left out. Raises Conflict when it was neither."""
    unit = acting()
    row = await unit.row(UNMARK, unit.tenant.id, visit.id, agreement.id)
    if row is None:
        raise Conflict("Nothing was noted of this visit.")
    planned_on = row["planned_on"].isoformat()
    await activity.note(agreement, "visit_unmarked", customer_id=agreement.customer_id, planned_on=planned_on)

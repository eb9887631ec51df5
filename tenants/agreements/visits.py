"""AgreementVisit: one visit an agreement includes. Next and missed are computed; done and skipped are noted."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields

from tenants import activity
from tenants.agreements.agreement import Agreement, AgreementStatus
from tenants.errors import Conflict
from tenants.isolation import TenantOwned


class VisitState(StrEnum):
    DONE = "done"
    NEXT = "next"
    PLANNED = "planned"
    MISSED = "missed"
    SKIPPED = "skipped"


class AgreementVisit(TenantOwned):
    """`arrival` is when we come, in the company's words: "8 to 10 in the morning"."""

    customer_id = fields.UUIDField()
    agreement_id = fields.UUIDField()
    planned_on = fields.DateField()
    arrival = fields.CharField(max_length=80, default="")
    done_on: Any = fields.DateField(null=True)
    skipped_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "agreement_visit"


async def plan_visits(
    agreement: Agreement, first_on: date, *, months: int = 0, weeks: int = 0, arrival: str = ""
) -> list[AgreementVisit]:
    """As many visits as the agreement includes, from `first_on` on, each so many months and weeks after the last."""
    days = spread(first_on, agreement.visits_planned, months=months, weeks=weeks)
    return [
        await AgreementVisit.create(
            customer_id=agreement.customer_id, agreement_id=agreement.id, planned_on=day, arrival=arrival
        )
        for day in days
    ]


def spread(first_on: date, visits: int, *, months: int = 0, weeks: int = 0) -> list[date]:
    """The days of a schedule: the 31st is the last day of a shorter month, and the 31st again after it."""
    return [_months_later(first_on, months * place) + timedelta(weeks=weeks * place) for place in range(visits)]


async def mark_visit_done(
    visit: AgreementVisit, agreement: Agreement, *, on: date, by: str = "", at: datetime | None = None
) -> None:
    """Note that the visit took place `on` a day. Raises Conflict when it is over, or the agreement does not run."""
    await _mark(visit, agreement, done_on=on)
    await activity.note(
        agreement, "visit_done", by=by, customer_id=agreement.customer_id, at=at, done_on=on.isoformat()
    )


async def skip_visit(visit: AgreementVisit, agreement: Agreement, *, by: str = "") -> None:
    """Note that the visit is not made, and not missed either. Raises Conflict as mark_visit_done does."""
    await _mark(visit, agreement, skipped_at=datetime.now(UTC))
    planned_on = visit.planned_on.isoformat()
    await activity.note(agreement, "visit_skipped", by=by, customer_id=agreement.customer_id, planned_on=planned_on)


async def _mark(visit: AgreementVisit, agreement: Agreement, **changes: Any) -> None:
    if agreement.status is not AgreementStatus.SIGNED:
        raise Conflict("This agreement does not run.")
    waiting = AgreementVisit.filter(id=visit.id, agreement_id=agreement.id, done_on=None, skipped_at=None)
    if not await waiting.update(**changes):
        raise Conflict("This visit is over already.")
    for name, value in changes.items():
        setattr(visit, name, value)


def states(visits: list[tuple[date, bool, bool]], today: date) -> list[VisitState]:
    """How each visit of a schedule (planned on, is done, is skipped), in the order of its days, stands `today`."""
    found: list[VisitState] = []
    for planned_on, is_done, is_skipped in visits:
        if is_done or is_skipped:
            found.append(VisitState.DONE if is_done else VisitState.SKIPPED)
        elif planned_on < today:
            found.append(VisitState.MISSED)
        else:
            found.append(VisitState.PLANNED if VisitState.NEXT in found else VisitState.NEXT)
    return found


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))

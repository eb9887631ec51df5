"""What customers ask for: requests in every state, some with photos, and one that is still being written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sandbox.demo import drawings
from sandbox.demo.people import Known
from tenants import service_requests
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.service_requests import Asked, ServiceRequest, Urgency
from tenants.tenant import Tenant

# The letters about these requests were read long ago.
READ = """
WITH told AS (
     UPDATE email SET status = 'delivered', created_at = r.submitted_at,
                      sent_at = r.submitted_at + interval '2 seconds',
                      settled_at = r.submitted_at + interval '5 seconds'
       FROM service_request r
      WHERE email.tenant_id = $1 AND r.tenant_id = $1 AND email.about = 'service_request' AND email.about_id = r.id
     RETURNING email.id::text)
DELETE FROM task WHERE tenant_id = $1 AND (name = 'deliver_email' AND subject IN (SELECT id FROM told)
                                        OR name = 'tell_staff_of_service_request')
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request sent `ago` days ago and answered, as `end` says, `end_ago` days ago. `days` are wished, ahead of today.

    `end` is one of ENDS; for "declined" `reason` says why. Of "draft" nothing was sent yet.
    """

    ago: int
    what: str
    end: str = ""
    end_ago: int = 0
    urgency: Urgency = Urgency.SOON
    days: tuple[tuple[int, str], ...] = ()
    place: int = 0
    reason: str = ""
    draws: tuple[Callable[[], bytes], ...] = ()


async def ask(tenant: Tenant, story: Mapping[str, Sequence[Wish]], known: Sequence[Known], by: str) -> None:
    """Have each customer, by name, ask for what `story` tells, in the order of the days."""
    told = [(wish, one) for one in known for wish in story.get(one.customer.name, ())]
    for wish, one in sorted(told, key=lambda pair: -pair[0].ago):
        if wish.end == "draft":
            async with acting_for(tenant):
                await service_requests.keep(one.payer, uuid4(), {"what": wish.what, "urgency": wish.urgency})
        else:
            await _asked(tenant, wish, one, by)
    async with acting_for(tenant) as unit:
        await unit.rows(READ, tenant.id)


async def _asked(tenant: Tenant, wish: Wish, one: Known, by: str) -> None:
    today = tenant.today()
    asked = Asked(
        property_id=one.properties[wish.place].id,
        name=one.payer.name,
        email=one.payer.email,
        phone=one.payer.phone,
        what=wish.what,
        urgency=wish.urgency,
        wished=[{"on": (today + timedelta(days=ahead)).isoformat(), "part": part} for ahead, part in wish.days],
    )
    async with acting_for(tenant):
        request = await service_requests.submit(one.payer, uuid4(), asked, at=_moment(tenant, wish.ago, 9))
    for place, draw in enumerate(wish.draws, 1):
        await service_requests.add_photo(tenant, request, draw(), f"IMG_{2040 + place}.jpg")
    if wish.end:
        async with acting_for(tenant):
            await ENDS[wish.end](request, wish, by, _moment(tenant, wish.end_ago, 11))


async def _seen(request: ServiceRequest, _: Wish, by: str, at: datetime) -> None:
    await service_requests.acknowledge(request, by=by, at=at)


async def _converted(request: ServiceRequest, _: Wish, by: str, at: datetime) -> None:
    job = await Job.filter(customer_id=request.customer_id).order_by("created_at").first()
    if job:
        await service_requests.acknowledge(request, by=by, at=at - timedelta(hours=1))
        await service_requests.convert(request, job, by=by, at=at)


async def _declined(request: ServiceRequest, wish: Wish, by: str, at: datetime) -> None:
    await service_requests.decline(request, wish.reason, by=by, at=at)


async def _closed(request: ServiceRequest, _: Wish, by: str, at: datetime) -> None:
    await service_requests.close(request, by=by, at=at)


async def _withdrawn(request: ServiceRequest, _: Wish, __: str, at: datetime) -> None:
    await service_requests.withdraw(request, by=request.name, at=at)


ENDS: dict[str, Callable[[ServiceRequest, Wish, str, datetime], Awaitable[Any]]] = {
    "seen": _seen,
    "converted": _converted,
    "declined": _declined,
    "closed": _closed,
    "withdrawn": _withdrawn,
}


def _moment(tenant: Tenant, ago: int, hour: int) -> datetime:
    """An hour of that day, never one that is yet to come."""
    day = tenant.today() - timedelta(days=ago)
    return min(datetime.combine(day, time(hour), tenant.zone).astimezone(UTC), datetime.now(UTC))


ACME: dict[str, tuple[Wish, ...]] = {
    "Dana Diaz": (
        Wish(
            52,
            "The furnace rattles and then goes out.\n\nIt started last week. The burners look rusty on one side; "
            "I have put in two photos.",
            "converted",
            50,
            Urgency.URGENT,
            draws=(drawings.old_furnace, drawings.rusted_burners),
        ),
        Wish(39, "Can you also look after the gutters of the coach house?", "declined", 38, Urgency.WHENEVER, place=1,
             reason="We are sorry, we only work on heating and cooling. Oak Park Roofing does gutters well."),
        Wish(33, "How do I set the thermostat to holiday mode?", "closed", 33, Urgency.WHENEVER),
        Wish(12, "The bathroom fan is loud.", "withdrawn", 11, Urgency.WHENEVER),
        Wish(3, "A second thermostat for the bedroom, please.", "seen", 2, days=((5, "morning"), (6, "any")),
             draws=(drawings.thermostat,)),
        Wish(
            0,
            "The heat pump in the coach house stops at night.\nThere is ice on the pipe behind it.",
            urgency=Urgency.URGENT,
            days=((1, "any"), (2, "afternoon")),
            place=1,
            draws=(drawings.bare_corner, drawings.half_fitted),
        ),
        Wish(0, "When you come for the yearly check, could you also", "draft"),
    ),
    "Kim household": (Wish(5, "No warm air upstairs since the filter was changed.", "seen", 5),),
    "Oak Street Rentals LLC": (
        Wish(9, "Unit 2: the water is only lukewarm.", "seen", 8, place=1),
        Wish(1, "All units: please check the vents before winter.", urgency=Urgency.WHENEVER),
    ),
}  # fmt: skip
BOLT: dict[str, tuple[Wish, ...]] = {
    "Diaz Consulting Inc.": (
        Wish(84, "The fuse panel gets warm.", "converted", 82, Urgency.URGENT),
        Wish(20, "An outlet under the window of the meeting room.", "declined", 19,
             reason="The wall is concrete on both sides; we suggest the outlet beside the door instead."),
        Wish(1, "Two lights in the hallway flicker.", days=((3, "morning"),)),
    ),
}  # fmt: skip
STORIES = {"acme": ACME, "bolt": BOLT}

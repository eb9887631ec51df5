"""The work behind the bills: jobs in every state, with a visit today, one to confirm, one missed, and photos."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Literal, NamedTuple

from sandbox.demo import drawings
from sandbox.demo.people import Known
from sandbox.demo.story import working_day
from tenants import jobs, photos
from tenants.isolation import acting_for
from tenants.jobs import Job, Visit
from tenants.photos import Kind
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant

WORDS = {
    "done": jobs.mark_done,
    "missed": jobs.mark_missed,
}
# The letters about these visits were read long ago.
READ = """
WITH told AS (
     UPDATE email SET status = 'delivered', created_at = j.created_at, sent_at = j.created_at + interval '2 seconds',
                      settled_at = j.created_at + interval '5 seconds'
       FROM job j WHERE email.tenant_id = $1 AND j.tenant_id = $1 AND email.about = 'job' AND email.about_id = j.id
     RETURNING email.id::text)
DELETE FROM task WHERE tenant_id = $1 AND (name = 'deliver_email' AND subject IN (SELECT id FROM told)
                                        OR name = 'tell_staff_of_visit')
"""


@dataclass(frozen=True, slots=True)
class Come:
    """A visit `ago` days ago (ahead, when negative) that arrives within two hours after `hour`."""

    ago: int
    hour: int
    who: str
    end: Literal["", "done", "missed"] = ""
    asks: bool = False
    confirmed_by: str = ""
    note: str = ""
    moved_from: int | None = None
    """How many days ago it was to be at first."""


class Shot(NamedTuple):
    kind: Kind
    caption: str
    draw: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Work:
    """A job planned `ago` days ago and, unless it still goes on, over since `over` days ago."""

    ago: int
    title: str
    description: str
    visits: tuple[Come, ...] = ()
    state: Literal["scheduled", "in_progress", "completed", "canceled"] = "scheduled"
    over: int = 0
    place: int = 0
    shots: tuple[Shot, ...] = ()


async def work(tenant: Tenant, story: Mapping[str, Sequence[Work]], known: Sequence[Known], by: str) -> None:
    """Have the company do what `story` tells of each customer, by name, in the order of the days."""
    told = [(it, one) for one in known for it in story.get(one.customer.name, ())]
    for it, one in sorted(told, key=lambda pair: -pair[0].ago):
        async with acting_for(tenant):
            job = await _lived(tenant, it, one, by)
        for place, shot in enumerate(it.shots, 1):
            added = await photos.add(
                tenant, about=job, customer_id=job.customer_id, body=shot.draw(), name=f"{job.number} {place}.jpg"
            )
            async with acting_for(tenant):
                await photos.describe(added, kind=shot.kind, caption=shot.caption, position=place)
    async with acting_for(tenant) as unit:
        await unit.rows(READ, tenant.id)


async def _lived(tenant: Tenant, it: Work, one: Known, by: str) -> Job:
    planned = _moment(tenant, it.ago, 8)
    job = await jobs.schedule(
        one.customer, it.title, description=it.description, property_id=one.properties[it.place].id, by=by, at=planned
    )
    for place, come in enumerate(it.visits, 1):
        await _visited(tenant, job, come, by, planned + timedelta(minutes=7 * place))
    if it.state in {"in_progress", "completed"}:
        await jobs.start(job, by=by, at=_moment(tenant, max(come.ago for come in it.visits), 9))
    if it.state == "completed":
        await jobs.complete(job, by=by, at=_moment(tenant, it.over, 17))
    if it.state == "canceled":
        await jobs.cancel(job, by=by, at=_moment(tenant, it.over, 10))
    return job


async def _visited(tenant: Tenant, job: Job, come: Come, by: str, planned: datetime) -> Visit:
    first = come.ago if come.moved_from is None else come.moved_from
    visit = await jobs.add_visit(
        job, *_window(tenant, first, come.hour), who=come.who, note=come.note, asks_confirmation=come.asks, by=by,
        at=planned,
    )  # fmt: skip
    await jobs.assign(visit, [it.id for it in await StaffMember.all() if _comes(it, come)])
    if come.moved_from is not None:
        await jobs.reschedule(visit, *_window(tenant, come.ago, come.hour), by=by, at=planned + timedelta(minutes=3))
    if come.confirmed_by:
        await jobs.confirm(job.customer_id, job.id, visit.id, visit.sequence, by=come.confirmed_by)
    if come.end:
        await WORDS[come.end](visit, by=by, at=_moment(tenant, come.ago, come.hour + 4))
    return visit


def _comes(member: StaffMember, come: Come) -> bool:
    """Whoever is named, and the owner where somebody comes today."""
    return member.name.split()[0] in come.who or (member.role is Role.OWNER and come.ago == 0)


def _window(tenant: Tenant, ago: int, hour: int) -> tuple[datetime, datetime]:
    day = tenant.today() - timedelta(days=ago)
    day = working_day(day) if ago < 0 else day
    return (
        datetime.combine(day, time(hour), tenant.zone).astimezone(UTC),
        datetime.combine(day, time(hour + 2), tenant.zone).astimezone(UTC),
    )


def _moment(tenant: Tenant, ago: int, hour: int) -> datetime:
    """An hour of that day, never one that is yet to come."""
    return min(_window(tenant, ago, hour)[0], datetime.now(UTC))


def shot(kind: Kind, caption: str, draw: Callable[..., bytes], *given: int, **more: bool) -> Shot:
    return Shot(kind, caption, partial(draw, *given, **more))


TWO = "Maria and Tom"
FURNACE = (
    shot(Kind.BEFORE, "The old furnace, 27 years in service", drawings.old_furnace),
    shot(Kind.BEFORE, "Its burners, rusted through on the left", drawings.rusted_burners),
    shot(Kind.DURING, "The corner cleared, and the new base in place", drawings.bare_corner),
    shot(Kind.DURING, "The new burners on their first test run", drawings.half_fitted),
    shot(Kind.AFTER, "The new furnace with its white flue to the outside", drawings.new_furnace),
    shot(Kind.AFTER, "The thermostat in the hall, set to 70 degrees", drawings.thermostat),
)
ACME = {
    "Dana Diaz": (
        Work(
            46,
            "Furnace replaced",
            "Remove the old furnace and fit a **96% furnace** on a new base.\n\n"
            "- new flue through the side wall\n- new thermostat in the hall\n- the old unit is taken away",
            (Come(41, 8, TWO, "done"), Come(40, 8, TWO, "done", note="Gas is off until about 3 PM.")),
            "completed",
            40,
            shots=FURNACE,
        ),
        Work(
            30,
            "Ducts cleaned",
            "Clean all ducts and registers.",
            (Come(20, 10, "Lee"),),
            "canceled",
            24,
        ),
        Work(
            16,
            "Humidifier serviced",
            "New pad, and the drain line flushed.",
            (
                Come(9, 14, "Lee", "missed", note="Nobody was at home."),
                Come(-9, 14, "Lee", asks=True, confirmed_by="Dana Diaz", moved_from=-7),
            ),
            place=1,
        ),
        Work(
            8,
            "Heat pump, second floor",
            "Fit the indoor unit, run the lines, start up and explain everything.",
            (
                Come(2, 8, TWO, "done"),
                Come(0, 13, TWO, note="Please keep the driveway free for the lift."),
                Come(-3, 8, "Maria", asks=True, note="Start-up and explanation; you should be there."),
            ),
            "in_progress",
            shots=(shot(Kind.BEFORE, "Where the lines will come through the wall", drawings.bare_corner),),
        ),
        Work(
            4,
            "Yearly system check",
            "Check of heating and cooling, 21 points.",
            (Come(-6, 9, "Tom", asks=True),),
        ),
        Work(1, "Attic insulation", "We measure first and then agree on a day with you."),
    ),
    "Kim household": (
        Work(12, "Air filter cabinet", "Fit a media filter cabinet.", (Come(6, 10, "Lee", "done"),), "completed", 6),
        Work(3, "Thermostat, upstairs", "A second thermostat.", (Come(-1, 9, "Lee", asks=True),)),
    ),
    "Oak Street Rentals LLC": (
        Work(44, "Water heater replaced", "40 gallons, Unit 4.", (Come(41, 9, TWO, "done"),), "completed", 41, place=1),
        Work(5, "Wall furnaces checked", "All units.", (Come(1, 8, "Tom", "done"), Come(-2, 8, "Tom")), "in_progress"),
    ),
}
BOLT = {
    "Diaz Consulting Inc.": (
        Work(
            80,
            "Panel replaced",
            "The fuse panel gives way to breakers, 125 A.",
            (Come(70, 8, "Ana", "done"),),
            "completed",
            70,
            shots=(
                shot(Kind.BEFORE, "The fuse panel from 1961", drawings.panel, 8, is_new=False),
                shot(Kind.AFTER, "The new panel, every circuit with its own breaker", drawings.panel, 20, is_new=True),
            ),
        ),
        Work(33, "Patio lights", "Six lights along the path.", (Come(25, 9, "Bo"),), "canceled", 28),
        Work(
            13,
            "Charger in the parking garage",
            "Fit the charger and connect it to the panel of your floor.",
            (Come(5, 8, "Ana and Bo", "done"), Come(0, 10, "Ana", note="ESA inspection.")),
            "in_progress",
        ),
        Work(2, "Exit signs, yearly check", "All floors.", (Come(-4, 13, "Bo", asks=True),)),
    ),
}
STORIES: Mapping[str, Mapping[str, Sequence[Work]]] = {"acme": ACME, "bolt": BOLT}

"""The form of a visit: a day, an arrival window in the company's zone, who comes, and what the customer reads."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from babel.lists import format_list

from tenants.errors import Invalid
from tenants.jobs import Plan, Visit
from tenants.staff import StaffMember
from tenants.tenant import Tenant
from web.forms.ids import id_of

PICK = "pick."
FIELDS = ("day", "from", "to", "who", "note", "staff")
MORNING = (time(8), time(10))
FARTHEST = timedelta(days=3_660)
"""What is farther away is a slip of the finger."""


def read(typed: Mapping[str, str], tenant: Tenant, staff: Iterable[StaffMember]) -> Plan:
    """The visit that these fields plan. Raises Invalid for the first that cannot be used."""
    on = _day(typed.get("day", ""), tenant.today())
    starts_at, ends_at = (_moment(typed, name, on, tenant) for name in ("from", "to"))
    if ends_at <= starts_at:
        raise Invalid("to", "The arrival window ends before it begins.")
    picked = _picked(typed)
    return Plan(
        starts_at,
        ends_at,
        picked,
        typed.get("who", "").strip() or names([it for it in staff if it.id in picked], tenant),
        typed.get("note", ""),
        "asks_confirmation" in typed,
    )


def proposed(now: datetime) -> dict[str, str]:
    """The next morning that is still to come, `now` in the company's zone."""
    on = now.date() + timedelta(days=now.time() >= MORNING[0])
    return {"day": on.isoformat(), "from": f"{MORNING[0]:%H:%M}", "to": f"{MORNING[1]:%H:%M}"}


def names(members: Iterable[StaffMember], tenant: Tenant) -> str:
    """These people as the customer reads them: "Maria and Tom"."""
    said = sorted(it.name for it in members)
    return format_list(said, locale=tenant.locale) if said else ""


def written(visit: Visit, tenant: Tenant, comes: frozenset[UUID], staff: Iterable[StaffMember]) -> dict[str, str]:
    """The visit as it stands in the form's fields."""
    starts_at, ends_at = (it.astimezone(tenant.zone) for it in (visit.starts_at, visit.ends_at))
    by_itself = names([it for it in staff if it.id in comes], tenant)
    return {
        "day": starts_at.date().isoformat(),
        "from": f"{starts_at:%H:%M}",
        "to": f"{ends_at:%H:%M}",
        "who": "" if visit.who == by_itself else visit.who,
        "note": visit.note,
        "sequence": str(visit.sequence),
        **({"asks_confirmation": "on"} if visit.asks_confirmation else {}),
        **{f"{PICK}{it}": "on" for it in comes},
    }


def context(typed: Mapping[str, str], staff: Iterable[StaffMember], error: str = "", field: str = "") -> dict[str, Any]:
    """What the form's page wants."""
    return {
        "typed": {**dict.fromkeys((*FIELDS, "sequence"), ""), **typed},
        "asks_confirmation": "asks_confirmation" in typed,
        "staff_choices": [(f"{PICK}{it.id}", it.name, f"{PICK}{it.id}" in typed) for it in staff],
        "errors": {**dict.fromkeys(FIELDS, ""), **({field: error} if field else {})},
    }


def _picked(typed: Mapping[str, str]) -> frozenset[UUID]:
    found = [id_of(name.removeprefix(PICK)) for name in typed if name.startswith(PICK)]
    if None in found:
        raise Invalid("staff", "Please choose among the people of your company.")
    return frozenset(it for it in found if it)


def _day(typed: str, today: date) -> date:
    try:
        on = date.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid("day", "Please choose a day, like 2026-12-31.") from None
    if abs(on - today) > FARTHEST:
        raise Invalid("day", "Please choose a day within ten years.")
    return on


def _moment(typed: Mapping[str, str], name: str, on: date, tenant: Tenant) -> datetime:
    try:
        at = time.fromisoformat(typed.get(name, "").strip()).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Invalid(name, "Please type a time of day, like 09:30.") from None
    return datetime.combine(on, at, tenant.zone).astimezone(UTC)

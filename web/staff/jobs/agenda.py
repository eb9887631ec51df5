"""The agenda: who goes where, on a day or in a week, for everybody or for whoever looks."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import agreements, jobs
from tenants.agreements import Planned
from tenants.errors import NotFound
from tenants.rights import Right
from tenants.staff import StaffMember
from web.door import here
from web.forms.ids import id_of
from web.pages import page
from web.staff_signed_in import may, member, needs
from web.words.jobs.agenda import days

PATH = "/staff/visits"
SPANS = {"day": 1, "week": 7}

blueprint = Blueprint("agenda", __name__, url_prefix="/visits")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    span = request.args.get("span", "day")
    who = request.args.get("who", "")
    first_on = _first(request.args.get("on", ""), span)
    last_on = first_on + timedelta(days=SPANS.get(span, 1) - 1)
    found = await jobs.agenda(first_on, last_on, _member(who))
    planned = await _planned(first_on, last_on) if who in {"", "all"} else []
    return page(
        "staff/jobs/agenda.html",
        place="visits",
        days=days(found, planned, first_on, last_on, here().today()),
        may_work=may(Right.WORK),
        back=request.full_path.rstrip("?"),
        **await _ways(first_on, "week" if span == "week" else "day", who),
    )


def _first(typed: str, span: str) -> date:
    """The day asked for, else today; of a week its Monday. Raises NotFound for no day."""
    try:
        on = date.fromisoformat(typed) if typed else here().today()
        start = on - timedelta(days=on.weekday()) if span == "week" else on
        return start if date(2000, 1, 1) <= start <= date(2100, 1, 1) else here().today()
    except (ValueError, OverflowError):
        raise NotFound from None


def _member(who: str) -> UUID | None:
    """Whose visits; None for everybody's. Raises NotFound for somebody who is none."""
    if who in {"", "all"}:
        return None if who else member().staff_member_id
    found = id_of(who)
    if found is None:
        raise NotFound
    return found


async def _planned(first_on: date, last_on: date) -> list[Planned]:
    """What agreements include on these days, until it has become a job."""
    found = await agreements.planned(first_on, last_on)
    made = await jobs.made_of([it.id for it in found])
    return [it for it in found if it.id not in made]


async def _ways(first_on: date, span: str, who: str) -> dict[str, Any]:
    def href(**changed: str) -> str:
        asked = {"on": first_on.isoformat(), "span": "" if span == "day" else span, "who": who, **changed}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{PATH}?{query}" if query else PATH

    step = timedelta(days=SPANS[span])
    staff = await StaffMember.filter(removed_at=None).order_by("name", "id")
    others = [it for it in staff if it.id != member().staff_member_id]
    return {
        "today_href": href(on=""),
        "before_href": href(on=(first_on - step).isoformat()),
        "after_href": href(on=(first_on + step).isoformat()),
        "spans": [(_("Day"), href(span=""), span == "day"), (_("Week"), href(span="week"), span == "week")],
        "people": [
            (_("Mine"), href(who=""), who == ""),
            (_("Everybody"), href(who="all"), who == "all"),
            *((it.name, href(who=str(it.id)), who == str(it.id)) for it in others),
        ],
    }

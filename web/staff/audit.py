"""The audit log: who did what, when and from where; narrowed down by a plain form."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from quart import Blueprint, Response, request

from tenants import audit
from tenants.audit import Wanted
from tenants.rights import Right
from web import older
from web.audit_rows import KINDS, kinds, people, row, wanted_by
from web.door import here
from web.forms.ids import id_of
from web.pages import page
from web.staff_signed_in import needs
from web.words.audit import VERBS

PATH = "/staff/audit"
ASKED = ("person", "kind", "record", "day")

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
@needs(Right.AUDIT)
async def index() -> Response:
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    before = request.args.get("before", "")
    found = await audit.listed(_wanted(asked), older.than_moment(before) if before else audit.FIRST)
    places = [(act.at, act.id) for act in found]
    query, further = urlencode(asked), older.href(PATH, places, audit.PAGE)
    return page(
        "staff/audit.html",
        place="audit",
        rows=[row(act, here()) for act in found[: audit.PAGE]],
        people=people(await audit.people(), await audit.programs(), asked.get("person", "")),
        kinds=kinds(asked.get("kind", "")),
        asked={name: asked.get(name, "") for name in ASKED},
        first_href=(f"{PATH}?{query}" if query else PATH) if before else None,
        next_href=f"{further}&{query}" if further and query else further,
    )


def _wanted(asked: dict[str, str]) -> Wanted:
    """What the address asks for; what cannot be understood narrows nothing down."""
    return replace(
        wanted_by(asked.get("person", "")),
        kinds=KINDS.get(asked.get("kind", "")),
        verbs=VERBS.get(asked.get("kind", ""), ()),
        about_id=id_of(asked.get("record", "")),
        between=_day(asked.get("day", "")),
    )


def _day(given: str) -> tuple[datetime, datetime] | None:
    """From its midnight to the next, in the company's zone."""
    try:
        on = date.fromisoformat(given)
        days = (on, on + timedelta(days=1))
        return tuple(datetime.combine(it, time(), here().zone).astimezone(UTC) for it in days)  # type: ignore[return-value]
    except (ValueError, OverflowError):
        return None

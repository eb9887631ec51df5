"""The company's estimates, found by any word."""

from urllib.parse import urlencode
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import estimate_book
from tenants.estimate_book import After, Filter
from tenants.estimates import Estimate
from tenants.rights import Right
from web import older
from web.door import here
from web.pages import page
from web.staff.estimates.record import PATH
from web.staff_signed_in import may, needs
from web.words.chips import chips
from web.words.estimates.console_rows import rows
from web.words.estimates.filters import FILTERS

blueprint = Blueprint("estimate_list", __name__, url_prefix="/estimates")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    given = request.args.get("show", "")
    shown, search = Filter(given) if given in set(Filter) else Filter.ALL, request.args.get("search", "")
    found = await estimate_book.listed(shown, search, _after(request.args.get("after", "")))
    listed = found[: estimate_book.PAGE]
    asked = {name: value for name, value in (("show", given), ("search", search)) if value}
    last = listed[-1] if len(found) > len(listed) else None
    following = urlencode({**asked, "after": f"{last.listed_at.isoformat()}_{last.id}"}) if last else None
    return page(
        "staff/estimates/index.html",
        place="estimates",
        rows=rows(listed, here()),
        chips=chips(PATH, FILTERS, shown, search=search),
        search=search,
        is_filtered=bool(search) or shown is not Filter.ALL,
        first_href=f"{PATH}?{urlencode(asked)}" if "after" in request.args else None,
        next_href=f"{PATH}?{following}" if following else None,
        may_write=may(Right.DOCUMENTS),
        deleted=await _deleted(request.args.get("deleted", "")),
    )


async def _deleted(given: str) -> dict[str, str] | None:
    """The draft that was just deleted, to be fetched back."""
    try:
        estimate = await Estimate.get_or_none(id=UUID(given))
    except ValueError:
        return None
    if estimate is None or estimate.deleted_at is None:
        return None
    words = _("Draft %(number)s was deleted.", number=estimate.number)
    return {"words": words, "restore": f"{PATH}/{estimate.id}/restore"}


def _after(given: str) -> After:
    """Where the page before ended, as its address says. Raises NotFound."""
    return After(*older.than_moment(given)) if given else estimate_book.FIRST

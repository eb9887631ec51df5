"""The company's payments: what moved, what is moving, what did not; as a page and as a table."""

from datetime import datetime
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import payment_book
from tenants.errors import NotFound
from tenants.payment_book import Filter, Row
from tenants.rights import Right
from web.door import here
from web.pages import page
from web.payment_words import PATH, address, chips, rows
from web.payments_csv import csv
from web.staff_signed_in import needs

AT_ONCE = 1_000
MOST_IN_CSV = 50_000

blueprint = Blueprint("payments", __name__)


@blueprint.get("/payments")
@needs(Right.SEE)
async def index() -> Response:
    shown, search = _asked()
    found = await payment_book.listed(shown, search, _after(request.args.get("after", "")))
    listed = found[: payment_book.PAGE]
    last = f"{listed[-1].id}_{listed[-1].at.isoformat()}" if len(found) > len(listed) else ""
    return page(
        "staff/payments/index.html",
        place="payments",
        rows=rows(listed, here()),
        chips=chips(shown, search),
        search=search,
        is_filtered=bool(search) or shown is not Filter.ALL,
        csv_href=address(f"{PATH}.csv", shown, search),
        first_href=address(PATH, shown, search) if "after" in request.args else None,
        next_href=address(PATH, shown, search, after=last) if last else None,
    )


@blueprint.get("/payments.csv")
@needs(Right.SEE)
async def table() -> Response:
    shown, search = _asked()
    found: list[Row] = []
    after = payment_book.FIRST
    while len(found) < MOST_IN_CSV:
        more = await payment_book.listed(shown, search, after, AT_ONCE)
        found += more[:AT_ONCE]
        if len(more) <= AT_ONCE:
            break
        after = (found[-1].at, found[-1].id)
    return csv(found, here())


def _asked() -> tuple[Filter, str]:
    given = request.args.get("show", "")
    return Filter(given) if given in set(Filter) else Filter.ALL, request.args.get("search", "")


def _after(given: str) -> tuple[datetime, UUID]:
    """Where the page before ended, as its address says. Raises NotFound."""
    if not given:
        return payment_book.FIRST
    last, _by, at = given.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise NotFound
        return moment, UUID(last)
    except ValueError:
        raise NotFound from None

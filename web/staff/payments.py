"""The company's payments: what moved, what is moving, what did not; as a page and as a table."""

from datetime import datetime
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import payment_book
from tenants.payment_book import Filter
from tenants.rights import Right
from web import older
from web.door import here, outside
from web.pages import page
from web.payments_csv import csv
from web.staff_signed_in import needs
from web.words.chips import address, chips
from web.words.payments import FILTERS, PATH, rows

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
        chips=chips(PATH, FILTERS, shown, search=search),
        search=search,
        is_filtered=bool(search) or shown is not Filter.ALL,
        csv_href=address(f"{PATH}.csv", FILTERS, shown, search=search),
        first_href=address(PATH, FILTERS, shown, search=search) if "after" in request.args else None,
        next_href=address(PATH, FILTERS, shown, search=search, after=last) if last else None,
    )


@blueprint.get("/payments.csv")
@needs(Right.SEE)
@outside
async def table() -> Response:
    return await csv(here(), *_asked())


def _asked() -> tuple[Filter, str]:
    given = request.args.get("show", "")
    return Filter(given) if given in set(Filter) else Filter.ALL, request.args.get("search", "")


def _after(given: str) -> tuple[datetime, UUID]:
    """Where the page before ended, as its address says. Raises NotFound."""
    if not given:
        return payment_book.FIRST
    last, _by, at = given.partition("_")
    return older.than_moment(f"{at}_{last}")

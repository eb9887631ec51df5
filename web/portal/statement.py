"""A customer's statement over a period they choose: to look at, to keep as a letter, to work with as a table."""

from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, request

from tenants import statements
from tenants.customers import Customer
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.statements import Period
from web import statement_csv, statement_paper
from web.door import here, outside
from web.language import sentence
from web.pages import page
from web.signed_in import viewer
from web.words.statement import StatementPage, presets, so_far

blueprint = Blueprint("statement", __name__)


@blueprint.get("/statement")
async def show() -> Response:
    try:
        asked = _asked()
    except Invalid as error:
        return _page(422, error, statement=None)
    found = await statements.one(viewer().customer_id, asked)
    shown = StatementPage(here(), found).context()
    query = urlencode({"from": asked.starts_on.isoformat(), "to": asked.ends_on.isoformat()})
    return _page(200, statement=shown, query=query)


@blueprint.get("/statement.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf() -> Response:
    asked = _asked()
    async with acting_for(here(), customer_id=viewer().customer_id):
        found = await statements.one(viewer().customer_id, asked)
        customer = await Customer.get(id=viewer().customer_id)
    return await statement_paper.pdf(StatementPage(here(), found), customer)


@blueprint.get("/statement.csv")
async def csv() -> Response:
    return statement_csv.csv(await statements.one(viewer().customer_id, _asked()))


def _typed() -> dict[str, str]:
    """The days as they stand in the form: as typed, else this year so far."""
    first = so_far(here().today())
    return {
        "from_": request.args.get("from", first.starts_on.isoformat()),
        "to": request.args.get("to", first.ends_on.isoformat()),
    }


def _asked() -> Period:
    typed = _typed()
    return statements.period(typed["from_"], typed["to"], here().today())


def _page(status: int, error: Invalid | None = None, **shown: Any) -> Response:
    today = here().today()
    return page(
        "portal/statement.html",
        status,
        place="statement",
        errors={"from": "", "to": "", **({error.field: sentence(error)} if error else {})},
        presets=presets(today),
        today_iso=today.isoformat(),
        **_typed(),
        **shown,
    )

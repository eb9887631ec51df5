"""Lists to take away: customers, contacts and invoices as tables that list imports read again."""

from quart import Blueprint, Response

from tenants import customer_book
from tenants.rights import Right
from web import spreadsheets
from web.door import here
from web.staff_signed_in import needs

blueprint = Blueprint("exports", __name__, url_prefix="/settings/data")


@blueprint.get("/customers.csv")
@needs(Right.EXPORT)
async def customers() -> Response:
    return await _table("customers")


@blueprint.get("/contacts.csv")
@needs(Right.EXPORT)
async def contacts() -> Response:
    return await _table("contacts")


@blueprint.get("/invoices.csv")
@needs(Right.EXPORT)
async def invoices() -> Response:
    return await _table("invoices")


async def _table(kind: str) -> Response:
    return spreadsheets.answered(await customer_book.exported(kind), f"{here().slug}-{kind}.csv")

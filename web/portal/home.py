"""Home: what waits first, then the latest."""

from typing import Any

from quart import Blueprint, Response

from templates.filters import money
from tenants import invoices
from tenants.tenant import Tenant
from web.door import here
from web.invoice_page import rows
from web.pages import page, welcome_of
from web.signed_in import viewer

blueprint = Blueprint("home", __name__)
LATEST = 5


@blueprint.get("/")
async def show() -> Response:
    tenant, today = here(), here().today()
    open_rows, closed = await invoices.for_customer(viewer().customer_id, today, LATEST)
    return page(
        "portal/home.html",
        place="home",
        greeting_name=next(iter(viewer().name.split()), ""),
        welcome=welcome_of(tenant),
        owed=owed_words(tenant, open_rows),
        attention=rows(tenant, [row for row in open_rows if row.standing.payable], today),
        recent=rows(tenant, [row for row in open_rows if not row.standing.payable] + closed, today),
        empty=not (open_rows or closed),
    )


def owed_words(tenant: Tenant, open_rows: list[invoices.Row]) -> dict[str, Any] | None:
    """What the customer owes, in words; None when nothing."""
    due = invoices.owed(open_rows)
    payable = [row for row in open_rows if row.standing.payable]
    if not due.amount:
        return None
    return {
        "amount_words": money(due.amount, open_rows[0].currency, tenant.locale),
        "count": due.invoices,
        "href": f"/invoices/{payable[0].id}" if len(payable) == 1 else "/invoices",
        "overdue_words": f"{due.overdue} overdue" if due.overdue else None,
    }

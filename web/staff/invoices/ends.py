"""What staff do to an invoice that is open: void it, or let nobody be reminded of it."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import payments, reminders
from tenants.errors import DomainError, Invalid, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.rights import Right
from web.door import here, outside
from web.pages import page
from web.payment_form import around, base, sent
from web.signed_in import see_other
from web.staff_signed_in import needs

blueprint = Blueprint("invoice_ends", __name__, url_prefix="/invoices/<uuid:invoice_id>")


@blueprint.get("/void")
@needs(Right.VOID)
async def voiding(invoice_id: UUID) -> Response:
    return _void_page(await sent(invoice_id), "")


@blueprint.post("/void")
@needs(Right.VOID)
@outside
async def void(invoice_id: UUID) -> Response:
    """Nothing brings a void invoice back: its number is typed first."""
    typed = (await request.form).get("number", "")
    async with acting_for(here()):
        invoice = await sent(invoice_id)
    try:
        if typed.strip() != invoice.number:
            raise Invalid("number", "Please type the number of the invoice.")
        await payments.void(here(), invoice_id)
    except NotFound:
        raise
    except DomainError as error:
        return _void_page(invoice, typed, error)
    return see_other(base(invoice_id))


@blueprint.post("/reminders")
@needs(Right.DOCUMENTS)
async def switch_reminders(invoice_id: UUID) -> Response:
    wanted = (await request.form).get("reminds", "")
    if wanted in {"on", "off"}:
        await reminders.switch(await sent(invoice_id), on=wanted == "on")
    return see_other(base(invoice_id))


def _void_page(invoice: Invoice, typed: str, error: DomainError | None = None) -> Response:
    return page("staff/payments/void.html", error.status if error else 200, typed=typed, **around(invoice, error))

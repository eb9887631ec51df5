"""Pressing Pay, and coming back from Stripe: shared by the portal and share links."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from quart import Response, request

from tenants import payments
from tenants.errors import Conflict, Invalid, Unavailable
from tenants.invoices import Document
from tenants.isolation import acting_for
from tenants.money import Money
from web.door import here
from web.invoice_page import InvoicePage
from web.signed_in import see_other

NOTICES = {
    "confirming": ("info", "Your payment is being confirmed. This page shows it as soon as Stripe tells us."),
    "received": ("good", "Thank you. Your payment has arrived."),
    "moving": ("good", "Thank you. Your bank transfer is on its way."),
    "canceled": ("info", "Nothing was paid."),
    "down": ("warning", "Stripe cannot be reached right now. Nothing was charged. Please try again in a minute."),
}

Again = Callable[..., Awaitable[Response]]


async def pay(document: Document, base: str, again: Again, payer: payments.Payer) -> Response:
    """Send the payer to Stripe's page for this invoice, or back to ours with what is in the way.

    `again(status, …)` shows the invoice once more.
    """
    typed = (await request.form).get("amount", "")
    try:
        url = await payments.start(
            here(),
            document.id,
            payer=payer,
            amount=_amount(typed, document),
            success_path=f"{base}/paid",
            cancel_path=f"{base}?payment=canceled",
        )
    except Invalid as error:
        return await _again(document, again, 422, error=str(error), typed=typed)
    except Conflict:
        return see_other(base)  # somebody was faster: the page shows how it stands
    except Unavailable:
        return await _again(document, again, 503, payment="down")
    return see_other(url)


async def returned(invoice_id: UUID, base: str) -> Response:
    """Back from Stripe: Stripe itself is asked how it went, then the invoice shown. The address proves nothing."""
    with suppress(Unavailable):  # the webhook or the reconciler will tell; until then it is being confirmed
        await payments.returned(here(), invoice_id, request.args.get("s", ""))
    return see_other(f"{base}?payment=returned")


def said(page: InvoicePage, base: str, payment: str = "", error: str = "", typed: str = "") -> dict[str, Any]:
    """The page's context, with what is to be said after the way to Stripe and back, or beside a wrong amount."""
    context = page.context(base)
    notice = NOTICES.get(_outcome(page) if payment == "returned" else payment)
    if notice:
        context["notice"] = {"kind": notice[0], "text": notice[1]}
    if error and context["pay"] and context["pay"]["partial"]:
        context["pay"]["partial"] |= {"error": error, "value": typed}
    return context


def _outcome(page: InvoicePage) -> str:
    """What the invoice itself says about the payment somebody just came back from."""
    if page.standing.movements.pending:
        return "moving"
    return "confirming" if page.standing.balance == page.standing.total else "received"


def _amount(typed: str, document: Document) -> int | None:
    if not typed.strip():
        return None
    try:
        return Money.parse(typed, document.currency, here().locale).amount
    except ValueError as error:
        raise Invalid("amount", str(error)) from error


async def _again(document: Document, again: Again, status: int, **what: str) -> Response:
    async with acting_for(here(), customer_id=document.customer_id):
        return await again(status, **what)

"""Pressing Pay, and coming back from Stripe: shared by the portal and share links."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from quart import Response, request

from templates.language import gettext as _
from templates.language import lang, marked, spoken
from tenants import payments
from tenants.errors import Conflict, Invalid, NotFound, Unavailable
from tenants.invoices import Document
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from web.door import here
from web.forms.amounts import amount_of
from web.language import sentence
from web.signed_in import see_other
from web.words.invoices.page import InvoicePage

NOTICES = {
    "confirming": ("info", marked("Your payment is being confirmed. This page shows it as soon as Stripe tells us.")),
    "received": ("good", marked("Thank you. Your payment has arrived.")),
    "moving": ("good", marked("Thank you. Your bank transfer is on its way.")),
    "canceled": ("info", marked("Nothing was paid.")),
    "down": (
        "warning",
        marked("Stripe cannot be reached right now. Nothing was charged. Please try again in a minute."),
    ),
    "closed": ("warning", marked("This invoice cannot be paid online at the moment. Nothing was charged.")),
}

OUTCOMES = {
    AttemptStatus.NEW: "confirming",
    AttemptStatus.OPEN: "confirming",
    AttemptStatus.REQUIRES_ACTION: "moving",
    AttemptStatus.PROCESSING: "moving",
    AttemptStatus.SUCCEEDED: "received",
}
UNPAID = frozenset({"canceled", "down", "closed"})
"""The notices that an address alone may call for: each says that nothing was paid."""
LONGEST_SESSION = 255  # as Stripe says of its ids

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
            payer=replace(payer, language=lang(), description=_("Invoice %(number)s", number=document.number)),
            amount=_amount(typed, document),
            success_path=f"{base}/paid",
            cancel_path=f"{base}?payment=canceled",
        )
    except Invalid as error:
        return await _again(document, again, 422, error=sentence(error), typed=typed)
    except Conflict:
        return see_other(base)  # somebody was faster: the page shows how it stands
    except payments.NotOnline:
        return await _again(document, again, 503, payment="closed")
    except Unavailable:
        return await _again(document, again, 503, payment="down")
    return see_other(url)


async def returned(invoice_id: UUID, base: str) -> Response:
    """Back from Stripe: Stripe itself is asked how it went, then the invoice shown. The address proves nothing."""
    session = request.args.get("s", "")
    if not 0 < len(session) <= LONGEST_SESSION:
        raise NotFound
    with suppress(Unavailable):  # the webhook or the reconciler will tell; until then it is being confirmed
        await payments.returned(here(), invoice_id, session)
    return see_other(f"{base}?s={quote(session)}")


def way_back() -> dict[str, str]:
    """What the address says of the way to Stripe and back: nothing paid, or a session to look up. It proves nothing."""
    session, payment = request.args.get("s", "")[:LONGEST_SESSION], request.args.get("payment", "")
    return {"session": session, "payment": payment if payment in UNPAID else ""}


async def said(
    page: InvoicePage, base: str, payment: str = "", session: str = "", error: str = "", typed: str = ""
) -> dict[str, Any]:
    """The page's context, with what is to be said after the way to Stripe and back, or beside a wrong amount."""
    context = page.context(base)
    outcome = await _outcome(page, session) if session else payment
    context["waits"] = outcome == "confirming"
    notice = NOTICES.get(outcome)
    if notice:
        context["notice"] = {"kind": notice[0], "text": _(notice[1])}
    if error and context["pay"] and context["pay"]["partial"]:
        context["pay"]["partial"] |= {"error": error, "value": typed}
    return context


async def _outcome(page: InvoicePage, session: str) -> str:
    """What became of the payment somebody came back from; nothing for a session that is not one of this invoice's."""
    attempt = await PaymentAttempt.get_or_none(invoice_id=page.document.id, session_id=session)
    return OUTCOMES.get(attempt.status, "") if attempt else ""


def _amount(typed: str, document: Document) -> int | None:
    if not typed.strip():
        return None
    return amount_of("amount", typed, document.currency, spoken())  # in the shape the page itself writes amounts in


async def _again(document: Document, again: Again, status: int, **what: str) -> Response:
    async with acting_for(here(), customer_id=document.customer_id):
        return await again(status, **what)

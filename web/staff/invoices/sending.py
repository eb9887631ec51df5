"""Sending an invoice: to whom, with a word of one's own, after a look at the very mail; and sending it again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from templates.documents import invoice_called
from templates.language import gettext as _
from tenants import customers, invoice_book, invoices, sending, working_copies
from tenants.customers import Contact, Customer, May
from tenants.errors import Invalid, NotFound
from tenants.invoices import Document, Invoice, InvoiceStatus
from tenants.rights import Right
from tenants.sending import Unready
from tenants.working_copies import Overtaken
from web import headers
from web.collisions import overtaken, seen
from web.door import here
from web.forms import recipients
from web.language import sentence
from web.mail_preview import preview
from web.pages import page
from web.signed_in import see_other
from web.staff.invoices.drafts import PATH
from web.staff_signed_in import may, needs
from web.words.invoices.page import InvoicePage

blueprint = Blueprint("invoice_sending", __name__, url_prefix="/invoices")


@blueprint.get("/<uuid:invoice_id>/send")
@needs(Right.DOCUMENTS)
async def ask(invoice_id: UUID) -> Response:
    document = await invoice_book.look(invoice_id)
    if document.status not in {"draft", "open"} or document.deleted_at:
        return see_other(f"{PATH}/{invoice_id}")
    if document.status == "draft" and sending.missing(document.title, document.lines):
        return see_other(f"{PATH}/{invoice_id}/edit?unready=yes")
    return await _show(document)


@blueprint.post("/<uuid:invoice_id>/send")
@needs(Right.DOCUMENTS)
async def send(invoice_id: UUID) -> Response:
    form = await request.form
    invoice = await Invoice.filter(id=invoice_id).select_for_update().get_or_none()
    if invoice is None:
        raise NotFound
    try:
        await _send(invoice, form)
    except Unready:
        return see_other(f"{PATH}/{invoice_id}/edit?unready=yes")
    except Invalid as error:
        return await _show(await invoice_book.look(invoice_id), form, {error.field: sentence(error)})
    except Overtaken as error:
        return await _show(await invoice_book.look(invoice_id), form, {"seen": overtaken(error)})
    return see_other(f"{PATH}/{invoice_id}?done=sent")


@blueprint.get("/<uuid:invoice_id>/send/mail")
@needs(Right.DOCUMENTS)
async def mail(invoice_id: UUID) -> Response:
    """The mail itself, for the frame on the page."""
    document = (await _as_it_would_go(await invoice_book.look(invoice_id)))[0]
    people = await customers.contacts(document.customer_id, May.BILLING)
    to = next((it for it in people if str(it.id) == request.args.get("to")), people[0] if people else None)
    letter = preview("invoice_sent", _facts(document, request.args.get("note", "")), to)
    return headers.framed(Response(letter.html, content_type="text/html; charset=utf-8"))


async def _send(invoice: Invoice, form: Mapping[str, str]) -> None:
    """Whoever pressed twice finds it sent, which is what they wanted."""
    to = await recipients.picked(invoice.customer_id, May.BILLING, form)
    note = form.get("note", "")
    if "again" in form:
        left = (await invoice_book.look(invoice.id)).standing.balance
        await sending.resend_invoice(invoice, to, note, left=left, again=form["again"][:40])
    elif invoice.status is InvoiceStatus.DRAFT:
        await sending.send_invoice(invoice.id, seen(form), to, note, invite="invite" in form)


async def _as_it_would_go(document: Document) -> tuple[Document, str]:
    """A draft under the number it would get now, which is named beside it: another may be sent first."""
    if document.number:
        return document, ""
    coming = await invoices.upcoming_number()
    return replace(document, record={**document.record, "number": coming}), coming


def _facts(document: Document, note: str) -> dict[str, Any]:
    left = document.standing.balance if document.status == "open" else None
    return invoices.letter_facts(document, note[: sending.LONGEST_NOTE], left)


async def _show(
    document: Document, form: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> Response:
    people = await customers.contacts(document.customer_id, May.BILLING)
    kept = await working_copies.of(document.id)
    called, (document, coming) = invoice_called(document.number), await _as_it_would_go(document)
    is_draft, note = document.status == "draft", form.get("note", "") if form else ""
    response = page(
        "staff/documents/send.html",
        (409 if "seen" in errors else 422) if errors else 200,
        place="invoices",
        base=f"{PATH}/{document.id}",
        named=called,
        heading=_("Send the invoice") if is_draft else _("Send it again"),
        coming=coming,
        send_words=_("Send it") if people else _("Send it without a mail"),
        seen_as="portal/invoices/_document.html",
        customer=await Customer.get(id=document.customer_id),
        people=recipients.rows(people, form),
        may_add=may(Right.CUSTOMERS),
        note=note,
        longest=sending.LONGEST_NOTE,
        edits=kept.edits if kept else 0,
        again=None if is_draft else uuid4().hex,
        may_invite=is_draft and here().portal_enabled,
        invites=bool(form and "invite" in form),
        subject=_subject(document, people, note),
        errors={"to": "", "note": "", "due_on": "", "valid_until": "", "seen": "", **(errors or {})},
        **InvoicePage(here(), document, here().today()).in_the_console(f"{PATH}/{document.id}"),
    )
    response.headers["Content-Security-Policy"] = headers.framing()
    return response


def _subject(document: Document, people: list[Contact], note: str) -> str:
    return preview("invoice_sent", _facts(document, note), people[0] if people else None).subject

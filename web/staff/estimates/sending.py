"""Sending an estimate, or its next version after a look at what is different; sending it again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customers, estimate_book, estimates, sending, working_copies
from tenants.customers import Customer, May
from tenants.errors import Invalid, NotFound
from tenants.estimates import Document, Estimate, EstimateStatus, State
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
from web.staff.estimates.record import PATH
from web.staff_signed_in import may, needs
from web.words.estimates.record import as_seen

blueprint = Blueprint("estimate_sending", __name__, url_prefix="/estimates")


@blueprint.get("/<uuid:estimate_id>/send")
@needs(Right.DOCUMENTS)
async def ask(estimate_id: UUID) -> Response:
    estimate = await estimate_book.one(estimate_id)
    if not estimate.deleted_at and await _is_unready(estimate):
        return see_other(f"{PATH}/{estimate_id}/edit?unready=yes")
    document = await _document(estimate)
    if document is None or estimate.deleted_at:
        return see_other(f"{PATH}/{estimate_id}")
    return await _show(estimate, document)


@blueprint.post("/<uuid:estimate_id>/send")
@needs(Right.DOCUMENTS)
async def send(estimate_id: UUID) -> Response:
    form, estimate = await request.form, await estimates.held(estimate_id)
    try:
        await _send(estimate, form)
    except Unready:
        return see_other(f"{PATH}/{estimate_id}/edit?unready=yes")
    except (Invalid, Overtaken) as error:
        document = await _document(estimate)
        if document is None:
            return see_other(f"{PATH}/{estimate_id}")
        field = error.field if isinstance(error, Invalid) else "seen"
        words = overtaken(error) if isinstance(error, Overtaken) else sentence(error)
        return await _show(estimate, document, form, {field: words})
    return see_other(f"{PATH}/{estimate_id}?done=sent")


@blueprint.get("/<uuid:estimate_id>/send/mail")
@needs(Right.DOCUMENTS)
async def mail(estimate_id: UUID) -> Response:
    """The mail itself, for the frame on the page."""
    estimate = await estimate_book.one(estimate_id)
    document = await _document(estimate)
    if document is None:
        raise NotFound
    people = await customers.contacts(estimate.customer_id, May.APPROVE)
    to = next((it for it in people if str(it.id) == request.args.get("to")), people[0] if people else None)
    letter = preview(*_letter(document, request.args.get("note", "")), to)
    return headers.framed(Response(letter.html, content_type="text/html; charset=utf-8"))


async def _is_unready(estimate: Estimate) -> bool:
    if estimate.status is EstimateStatus.ACCEPTED:
        return False
    found = await estimate_book.upcoming(estimate)
    if found is None:
        return not estimate.version
    return bool(sending.missing(found.contents.title, found.contents.all_items))


async def _document(estimate: Estimate) -> Document | None:
    """What would be mailed: the next version where there is one, else the one that waits for an answer."""
    if estimate.status is not EstimateStatus.ACCEPTED and await estimate_book.upcoming(estimate):
        return await estimate_book.as_if_sent(estimate)
    document = await estimate_book.look(estimate)
    return document if document and document.state in {State.SENT, State.CHANGES_ASKED} else None


async def _send(estimate: Estimate, form: Mapping[str, str]) -> None:
    """Whoever pressed twice finds it sent, which is what they wanted."""
    to = await recipients.picked(estimate.customer_id, May.APPROVE, form)
    note = form.get("note", "")
    if "again" in form:
        await sending.resend_estimate(estimate, to, note, again=form["again"][:40])
        return
    if form.get("version") != str(estimate.version + 1):
        return
    await sending.send_estimate(estimate.id, seen(form), to, note, invite="invite" in form)


def _letter(document: Document, note: str) -> tuple[str, dict[str, Any]]:
    """The letter and its facts, as estimates.tell_contacts writes them."""
    return estimates.letter_of(document, note[: sending.LONGEST_NOTE])


async def _show(
    estimate: Estimate,
    document: Document,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    people = await customers.contacts(estimate.customer_id, May.APPROVE)
    kept = await working_copies.of(estimate.id)
    is_next, note = document.version > estimate.version, form.get("note", "") if form else ""
    response = page(
        "staff/documents/send.html",
        (409 if "seen" in errors else 422) if errors else 200,
        place="estimates",
        base=f"{PATH}/{estimate.id}",
        named=_("Estimate %(number)s", number=estimate.number),
        heading=_heading(estimate, is_next=is_next),
        coming="",
        send_words=_("Send it") if people else _("Send it without a mail"),
        seen_as="portal/estimates/_document.html",
        customer=await Customer.get(id=estimate.customer_id),
        people=recipients.rows(people, form),
        may_add=may(Right.CUSTOMERS),
        note=note,
        longest=sending.LONGEST_NOTE,
        edits=kept.edits if kept else 0,
        version=document.version,
        again=None if is_next else uuid4().hex,
        may_invite=is_next and here().portal_enabled,
        invites=bool(form and "invite" in form),
        subject=preview(*_letter(document, note), people[0] if people else None).subject,
        errors={"to": "", "note": "", "due_on": "", "valid_until": "", "seen": "", **(errors or {})},
        **as_seen(here(), document, f"{PATH}/{estimate.id}"),
    )
    response.headers["Content-Security-Policy"] = headers.framing()
    return response


def _heading(estimate: Estimate, *, is_next: bool) -> str:
    if not is_next:
        return _("Send it again")
    if estimate.version:
        return _("Send version %(number)s", number=estimate.version + 1)
    return _("Send estimate %(number)s", number=estimate.number)

"""Answering an estimate for the customer who said so, opening it again, and billing what was accepted."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customers, deposits, estimate_book, estimates
from tenants.customers import Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.estimates import Acceptance, Answerer, Document, Estimate, OutOfTime, State, choose, form_of
from tenants.rights import Right
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.estimates.record import PATH
from web.staff_signed_in import member, needs
from web.words.estimates.choice import ChoiceForm, Typed
from web.words.estimates.page import EstimatePage

LONGEST_VERSION = 6

blueprint = Blueprint("estimate_answers", __name__, url_prefix="/estimates")


@blueprint.get("/<uuid:estimate_id>/answer")
@needs(Right.DOCUMENTS)
async def ask(estimate_id: UUID) -> Response:
    estimate = await estimate_book.one(estimate_id)
    document = await estimate_book.look(estimate)
    if document is None or document.state not in {State.SENT, State.CHANGES_ASKED}:
        return see_other(f"{PATH}/{estimate_id}")
    return await _show(estimate, document)


@blueprint.post("/<uuid:estimate_id>/answer")
@needs(Right.DOCUMENTS)
async def take(estimate_id: UUID) -> Response:
    form, estimate = await request.form, await estimate_book.one(estimate_id)
    document = await estimate_book.look(estimate)
    if document is None:
        raise NotFound
    try:
        await _answer(document, form)
    except Invalid as error:
        return await _show(estimate, document, form, {error.field: sentence(error)})
    except (Conflict, OutOfTime) as error:
        return await _show(estimate, document, form, {"late": sentence(error)})
    return see_other(f"{PATH}/{estimate_id}")


@blueprint.post("/<uuid:estimate_id>/reopen")
@needs(Right.DOCUMENTS)
async def reopen(estimate_id: UUID) -> Response:
    await estimates.reopen(await estimates.held(estimate_id), by=member().name)
    return see_other(f"{PATH}/{estimate_id}")


@blueprint.post("/<uuid:estimate_id>/invoice")
@needs(Right.DOCUMENTS)
async def invoice_rest(estimate_id: UUID) -> Response:
    invoice = await deposits.rest(
        estimate_id, called=_("Invoice"), credited=_("Deposit, invoice %(number)s", number="%s")
    )
    return see_other(f"/staff/invoices/{invoice.id}" + ("/edit" if invoice.sent_at is None else ""))


async def _answer(document: Document, form: Mapping[str, str]) -> None:
    """Raises Invalid beside the field, Conflict and OutOfTime when somebody was faster."""
    who, how = " ".join(form.get("who", "").split()), form.get("how", "").strip()
    if not who:
        raise Invalid("who", "Please say who answered.")
    if not how:
        raise Invalid("how", "Please say how they told you: it stands in the history.")
    by, version = Answerer(document.customer_id, who), _version(form)
    if form.get("verdict") == "declined":
        await estimates.decline(document.id, by, version, reason=how)
        return
    given = Acceptance(version, choose(document.contents, form), reason=how)
    called = _("Deposit for estimate %(number)s", number=document.number)
    await deposits.accept(document.id, by, given, called=called)


def _version(form: Mapping[str, str]) -> int:
    typed = form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_VERSION else 0


async def _show(
    estimate: Estimate,
    document: Document,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    shown = EstimatePage(here(), document, here().today())
    typed = Typed(dict(form) if form else form_of(document.contents, shown.choice), dict(errors or {}))
    choices = ChoiceForm(document.contents, typed)
    return page(
        "staff/estimates/answer.html",
        (409 if "late" in errors else 422) if errors else 200,
        place="estimates",
        base=f"{PATH}/{estimate.id}",
        record=estimate,
        customer=await Customer.get(id=estimate.customer_id),
        people=[it.name for it in await customers.contacts(estimate.customer_id)],
        version=document.version,
        options=choices.options,
        extras=choices.extras,
        sum=choices.sum,
        total_words=shown.money(shown.total(shown.choice)),
        deposit_words=shown.deposit_words(shown.choice),
        longest=estimates.LONGEST_REASON,
        typed={"who": "", "how": "", **(form or {})},
        errors=defaultdict(str, errors or {}),
    )

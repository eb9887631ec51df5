"""Pressing Accept, Decline and the like: shared by the portal and share links."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from quart import Response

from templates.language import gettext as _
from tenants import deposits, estimates, payments
from tenants.errors import Conflict, DomainError, Invalid, Unavailable
from tenants.estimates import Answerer, Document, OutOfTime, acceptance, choose, form_of, usual
from web.door import here
from web.language import sentence
from web.signed_in import see_other
from web.words.estimates.choice import Typed

LONGEST_VERSION = 6
Form = Mapping[str, str]
Again = Callable[..., Awaitable[Response]]
"""`again(status, typed=…, notice=…)` reads the estimate anew and shows it."""


@dataclass(frozen=True, slots=True)
class Answering:
    """An estimate as it was read for this press, who answers it, its path, and how its page is shown once more."""

    document: Document
    by: Answerer
    base: str
    again: Again


async def accept(asked: Answering, form: Form) -> Response | UUID:
    """Accept in this unit of work: the deposit's invoice, to be paid next, or the page to look at."""
    contents = asked.document.contents
    try:
        # What the form calls strokes, an acceptance calls what was drawn.
        given = acceptance(asked.document.version, contents, {**form, "drawn": form.get("strokes", "")})
        called = _("Deposit for estimate %(number)s", number=asked.document.number)
        deposit = await deposits.accept(asked.document.id, asked.by, given, called=called)
    except Invalid as error:
        return await asked.again(422, typed=Typed(form, {error.field: sentence(error)}))
    except (Conflict, OutOfTime) as error:
        return await _told(asked, error)
    return deposit or see_other(asked.base)


async def decline(asked: Answering, form: Form) -> Response:
    return await _said(asked, form, "decline", estimates.decline)


async def request_changes(asked: Answering, form: Form) -> Response:
    return await _said(asked, form, "request-changes", estimates.request_changes)


async def request_fresh(asked: Answering, form: Form) -> Response:
    try:
        await estimates.request_fresh(asked.document.id, asked.by, _version(form))
    except (Conflict, OutOfTime) as error:
        return await _told(asked, error)
    return see_other(asked.base)


async def pay(invoice_id: UUID, base: str, payer: payments.Payer) -> Response:
    """On to Stripe's page for the deposit, or to the invoice at `base`, which says what is in the way."""
    try:
        url = await payments.start(
            here(),
            invoice_id,
            payer=payer,
            amount=None,
            success_path=f"{base}/paid",
            cancel_path=f"{base}?payment=canceled",
        )
    except Conflict:
        return see_other(base)  # somebody was faster: the page shows how it stands
    except payments.NotOnline:
        return see_other(f"{base}?payment=closed")
    except Unavailable:
        return see_other(f"{base}?payment=down")
    return see_other(url)


def tried(document: Document, form: Form) -> Typed:
    """The choice in an address: what it comes to is shown, nothing is kept."""
    try:
        choose(document.contents, form)
    except Invalid as error:
        return Typed(form, {error.field: sentence(error)})
    return Typed(form, {})


async def _said(asked: Answering, form: Form, field: str, act: Callable[..., Awaitable[object]]) -> Response:
    """An answer that is words only; they stay in the form, under `field`, when they cannot be taken."""
    reason = form.get("reason", "")
    try:
        await act(asked.document.id, asked.by, _version(form), reason=reason)
    except Invalid as error:
        begun = form_of(asked.document.contents, usual(asked.document.contents))
        return await asked.again(422, typed=Typed({**begun, field: reason}, {field: sentence(error)}))
    except (Conflict, OutOfTime) as error:
        return await _told(asked, error)
    return see_other(asked.base)


async def _told(asked: Answering, error: DomainError) -> Response:
    """Somebody was first, or time is over: the page shows how it stands now, and says so kindly."""
    return await asked.again(409, notice=sentence(error))


def _version(form: Form) -> int:
    typed = form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_VERSION else 0

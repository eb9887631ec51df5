"""What came of an estimate, in words: the answer with its proof, the deposit, or the way to a fresh one."""

from typing import Any

from papers.estimate_words import EstimateWords
from templates.language import gettext as _
from tenants import signatures
from tenants.estimates import Answer, State, Verb
from tenants.fingerprint import shown
from tenants.payments import least
from tenants.signatures import Signature
from tenants.standing import Standing
from tenants.standing import State as Paid


def outcome(page: EstimateWords, base: str) -> dict[str, Any] | None:
    """Who answered, when and how; of an acceptance also the proof that it has not changed since."""
    answer = page.document.answer
    if answer is None:
        return None
    is_accepted = answer.verb is Verb.ACCEPTED
    return {
        "title": _("Accepted") if is_accepted else _("Declined"),
        "words": answered_words(page, answer),
        "reason": answer.reason,
        "signature": signature_words(answer.signature),
        "deposit": _deposit(page, base) if is_accepted else None,
        "certificate_href": f"{base}/certificate.pdf" if is_accepted else None,
        "is_verified": page.document.is_genuine,
        "fingerprint": shown(answer.fingerprint),
    }


def answered_words(page: EstimateWords, answer: Answer) -> str:
    values = {"name": answer.by or _("Somebody"), "moment": page.moment(answer.at)}
    if answer.verb is Verb.ACCEPTED:
        total = page.money(answer.totals.total)
        return _("%(name)s accepted this estimate for %(total)s on %(moment)s.", total=total, **values)
    return _("%(name)s declined this estimate on %(moment)s.", **values)


def signature_words(signature: Signature | None) -> dict[str, str] | None:
    """The name and the path of the drawing, which is empty when only the name was typed."""
    return {"name": signature.name, "path": signatures.path(signature.strokes)} if signature else None


def fresh(page: EstimateWords, base: str) -> dict[str, Any] | None:
    """The one tap that asks for a fresh version of an expired one, or when that was done."""
    document = page.document
    if document.state is not State.EXPIRED:
        return None
    asked_at = document.fresh_asked_at
    asked = {"moment": page.moment(asked_at)} if asked_at else {}
    return {
        "action": f"{base}/request-fresh",
        "version": document.version,
        "asked_words": _("We will send you a fresh estimate. You asked for it on %(moment)s.", **asked)
        if asked
        else None,
    }


def _deposit(page: EstimateWords, base: str) -> dict[str, Any] | None:
    """How the deposit stands, and the button that pays what is left of it."""
    deposit = page.document.deposit
    if deposit is None:
        return None
    how, tenant = deposit.standing, page.tenant
    can_pay = how.payable >= least(page.document.currency) and (tenant.takes_cards or tenant.takes_bank_transfers)
    return {
        "words": _deposit_words(page, how),
        "action": f"{base}/pay-deposit" if can_pay else None,
        "button": _("Pay the deposit of %(amount)s", amount=page.money(how.payable)),
        "href": None if base.startswith("/e/") else f"/invoices/{deposit.id}",
    }


def _deposit_words(page: EstimateWords, how: Standing) -> str:
    if how.state is Paid.ON_ITS_WAY:
        return _("The deposit of %(amount)s is on its way.", amount=page.money(how.total))
    if how.balance:
        return _("The deposit is due: %(amount)s.", amount=page.money(how.balance))
    return _("The deposit of %(amount)s is paid.", amount=page.money(how.total))

"""The form an estimate is answered in, every string ready to print."""

from collections import defaultdict
from typing import Any

from papers.estimate_words import EstimateWords
from templates.filters import terms
from templates.language import gettext as _
from tenants.estimates import LONGEST_REASON, Choice
from web.words.estimates.choice import ChoiceForm, Typed

LONG_TERMS = 900
"""Signs of terms that scroll in a box of their own, so that the button stays near."""


def answer(page: EstimateWords, base: str, choice: Choice, typed: Typed) -> dict[str, Any]:
    form = ChoiceForm(page.contents, typed)
    deposit = _deposit(page, choice)
    is_online = bool(deposit and deposit["is_online"])
    return {
        "locked": False,
        "base": base,
        "action": f"{base}/accept",
        "version": page.document.version,
        "options": form.options,
        "extras": form.extras,
        "can_choose": form.can_choose,
        "sum": form.sum,
        "is_picked": page.is_picked(choice),
        "terms": terms(page.contents.terms) if page.contents.terms else None,
        "terms_long": len(page.contents.terms) > LONG_TERMS,
        "terms_ticked": bool(typed.terms),
        "signature_shown": page.contents.signature_required,
        "typed": typed,
        "errors": defaultdict(str, typed.errors),
        "deposit": deposit,
        "parts": _parts(page, choice),
        "total_words": page.money(page.total(choice)),
        "button": _("Accept and pay the deposit") if is_online else _("Accept"),
        "others": _others(base, typed),
    }


def _deposit(page: EstimateWords, choice: Choice) -> dict[str, Any] | None:
    if page.contents.deposit is None:
        return None
    sums = page.sums(choice)
    return {
        "words": page.money(sums.deposit) if sums else "",
        "rule_words": page.deposit_words(choice),
        "is_online": page.tenant.takes_cards or page.tenant.takes_bank_transfers,
    }


def _parts(page: EstimateWords, choice: Choice) -> list[tuple[str, str, str]]:
    """What the total is made of, where there is something to choose and a tax on it."""
    if not any(item.line.tax_rate for item in page.contents.all_items):
        return []
    sums = page.sums(choice)
    net, tax = (sums.subtotal - sums.discount, sums.tax) if sums else (0, 0)
    return [("net", _("Subtotal"), page.money(net)), ("tax", _("Tax"), page.money(tax))]


def _others(base: str, typed: Typed) -> list[dict[str, Any]]:
    """The other two answers, each a form of its own."""
    asked = {"label": _("What should be different?"), "required": True, "is_grave": False}
    declined = {"label": _("Why not? You need not say."), "required": False, "is_grave": True}
    return [
        {"id": name, "title": title, "action": f"{base}/{name}", "button": button, "longest": LONGEST_REASON}
        | {"typed": typed.fields.get(name, ""), "error": typed.errors.get(name), "is_open": name in typed.fields}
        | words
        for name, title, button, words in (
            ("request-changes", _("Ask for changes"), _("Send"), asked),
            ("decline", _("Decline"), _("Decline this estimate"), declined),
        )
    ]

"""What a contact's rights come to on a page: who may not pay or answer still reads, and is told who does."""

from typing import Any, Protocol

from templates.language import gettext as _
from tenants.errors import Forbidden


class Held(Protocol):
    """The rights of whoever looks: a signed-in contact, or who holds a share link."""

    @property
    def billing(self) -> bool: ...
    @property
    def approve(self) -> bool: ...


def check_billing(who: Held) -> None:
    """Raise Forbidden for who may not pay."""
    if not who.billing:
        raise Forbidden("Bills are paid by somebody else of yours. If that should be you, please ask us.")


def check_approve(who: Held) -> None:
    """Raise Forbidden for who may not answer."""
    if not who.approve:
        raise Forbidden("This is answered by somebody else of yours. If that should be you, please ask us.")


def held_to(who: Held, context: dict[str, Any]) -> dict[str, Any]:
    """The context of a document's page, without the buttons that are not for `who`."""
    if not who.billing:
        context |= _without_paying(context)
    if not who.approve and (context.get("answer") or context.get("fresh")):
        context |= {"answer": _locked(context["answer"]), "fresh": None}
        context["notice"] = context["notice"] or _said(
            _("You can read this. It is answered by somebody else of yours.")
        )
    return context


def _locked(answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """What may be chosen and what would be agreed to can be read; nothing can be sent."""
    return answer and {**answer, "locked": True, "signature_shown": False, "others": []}


def _without_paying(context: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if context.get("pay"):
        words = _("You can read this. Bills are paid by somebody else of yours.")
        changed |= {"pay": None, "notice": context["notice"] or _said(words)}
    outcome = context.get("outcome")
    if outcome and outcome.get("deposit"):
        changed["outcome"] = {**outcome, "deposit": {**outcome["deposit"], "action": None}}
    return changed


def _said(words: str) -> dict[str, str]:
    return {"kind": "info", "text": words}

"""The answer to an agreement in words: the form that asks for it, and what was answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from templates.filters import terms
from templates.language import gettext as _
from tenants import signatures
from tenants.agreements import Document
from tenants.fingerprint import shown

NO_ERRORS = {"terms": "", "signature": "", "reason": ""}
LONG_TERMS = 1_200
"""Characters after which terms scroll in a frame of their own while they wait for an answer."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of an answer; `errors` are by field."""

    fields: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        return self.fields.get(name, "")


def form(document: Document, base: str, typed: Typed) -> dict[str, Any]:
    """What `_answer.html` asks for; `base` is the path of the agreement."""
    return {
        "locked": False,
        "base": base,
        "version": document.fingerprint,
        "terms": terms(document.terms) if document.terms else None,
        "terms_long": len(document.terms) > LONG_TERMS,
        "terms_ticked": typed.terms == "on",
        "signature_shown": document.signature_required,
        "button": _("Sign the agreement") if document.signature_required else _("Accept the agreement"),
        "typed": typed,
        "errors": {**NO_ERRORS, **typed.errors},
    }


def outcome(document: Document, moment: Callable[[datetime], str]) -> dict[str, Any] | None:
    """What `_outcome.html` tells; None while nobody has answered."""
    if document.signed_at:
        return _signed(document, moment(document.signed_at))
    return _declined(document, moment(document.declined_at)) if document.declined_at else None


def _signed(document: Document, when: str) -> dict[str, Any]:
    drawn = document.signature and signatures.Signature.read(document.signature)
    return {
        "title": _("Signed"),
        "words": _("%(name)s signed this agreement on %(moment)s.", name=document.answered_by, moment=when),
        "signature": drawn and {"name": drawn.name, "path": signatures.path(drawn.strokes)},
        "reason": "",
        "is_verified": document.is_whole,
        "fingerprint": shown(document.answer_fingerprint),
    }


def _declined(document: Document, when: str) -> dict[str, Any]:
    return {
        "title": _("Declined"),
        "words": _("%(name)s declined this agreement on %(moment)s.", name=document.answered_by, moment=when),
        "signature": None,
        "reason": document.decline_reason,
        "fingerprint": "",
    }

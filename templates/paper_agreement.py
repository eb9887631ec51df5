"""The agreement on paper: what was agreed to, for how much, when we come, and who signed."""

from dataclasses import dataclass

from templates.language import gettext as _
from templates.paper import Paper
from templates.press import pressed
from templates.sheets import contents


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPaper(Paper):
    """All that is printed of an agreement, as text ready to read; pairs are a label and its words.

    `services` and `visits` are what and how often, when and how it stands. `terms` is plain text. `signature` is an
    SVG picture, empty when only a name was typed; `proof` is empty while nobody has answered.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    to: tuple[str, ...]
    price: str
    services: tuple[tuple[str, str], ...]
    visits: tuple[tuple[str, str], ...]
    terms: str
    url: str
    proof: tuple[tuple[str, str], ...] = ()
    signed_by: str = ""
    signature: str = ""
    fingerprint: str = ""


async def agreement_pdf(data: AgreementPaper) -> bytes:
    """Set `data` as a letter of one or more pages. Raises PressBusy."""
    return await pressed(
        "agreement.typ", contents(data, data.url, _("See this agreement online"), _labels()), data.made_at
    )


def _labels() -> dict[str, str]:
    """The words that stand on the sheet itself, in the language in force."""
    return {
        "price": _("Price"),
        "services": _("What is included"),
        "visits": _("Visits"),
        "terms": _("Terms"),
        "signature": _("Signature"),
        "signature_of": _("Signature drawn by %(name)s", name="{name}"),
        "fingerprint": _("Fingerprint"),
    }

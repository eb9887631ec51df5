"""The estimate on paper, and the certificate of its acceptance."""

from dataclasses import dataclass

from templates.language import gettext as _
from templates.paper import Paper, PaperLine, TotalRow
from templates.press import pressed
from templates.sheets import contents, line_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGroup:
    """Lines that belong together: what everybody gets, one option, or what may be added; `total` may be empty."""

    name: str
    lines: tuple[PaperLine, ...]
    about: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatePaper(Paper):
    """All that is printed of an estimate, as text ready to read; `url` is what the QR code opens."""

    title: str
    facts: tuple[tuple[str, str], ...]
    to: tuple[str, ...]
    groups: tuple[PaperGroup, ...]
    totals: tuple[TotalRow, ...]
    amount: str
    url: str
    url_words: str
    deposit: str = ""
    notes: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper(Paper):
    """What was accepted, by whom, when and how; `signature` is an SVG picture, empty when only a name was typed."""

    title: str
    to: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    amount: str
    groups: tuple[PaperGroup, ...]
    totals: tuple[TotalRow, ...]
    proof: tuple[tuple[str, str], ...]
    signed_by: str
    fingerprint: str
    url: str
    url_words: str
    signature: str = ""
    terms: str = ""


async def estimate_pdf(data: EstimatePaper) -> bytes:
    """Set `data` as a letter of one or more pages. Raises PressBusy."""
    return await pressed("estimate.typ", contents(data, data.url, data.url_words, _labels()), data.made_at)


async def certificate_pdf(data: CertificatePaper) -> bytes:
    """Set `data` as the certificate of acceptance. Raises PressBusy."""
    return await pressed("certificate.typ", contents(data, data.url, data.url_words, _labels()), data.made_at)


def _labels() -> dict[str, str]:
    """The words that stand on the sheet itself, in the language in force."""
    return line_labels() | {
        "terms": _("Terms"),
        "signature": _("Signature"),
        "signature_of": _("Signature drawn by %(name)s", name="{name}"),
        "chosen": _("What was accepted"),
        "proof": _("How it was accepted"),
        "fingerprint": _("Fingerprint"),
    }

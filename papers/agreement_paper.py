"""The same agreement on paper: AgreementWords as the PDF wants them."""

import re
from typing import Any

from papers.agreement_words import AgreementWords
from papers.sender import ink, sender
from templates.filters import day, status_words
from templates.language import gettext as _
from templates.language import spoken
from templates.paper_agreement import AgreementPaper, agreement_pdf
from tenants import signatures
from tenants.fingerprint import shown

MARKS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


async def pdf(page: AgreementWords, url: str) -> bytes:
    """The agreement as a PDF; `url` is where it stands in the portal."""
    return await agreement_pdf(await _paper(page, url))


async def _paper(page: AgreementWords, url: str) -> AgreementPaper:
    document, frozen = page.document, page.document.frozen
    return AgreementPaper(
        company=await sender(page.tenant, frozen),
        number=document.number,
        title=_("Agreement"),
        about=document.title,
        state=status_words(document.state).label,
        facts=_facts(page),
        to=tuple(frozen["bill_to"]),
        service_address=tuple(frozen["service"]),
        price=page.price_words,
        services=tuple((service["name"], _often(service)) for service in page.services),
        visits=tuple((visit["when_words"], visit["state_words"]) for visit in page.visits),
        terms=MARKS.sub(r"\2", document.terms),
        url=url,
        portal_url=page.tenant.origin,
        made_at=document.ended_at or document.signed_at or document.sent_at,
        locale=spoken(),
        **_proof(page),
    )


def _facts(page: AgreementWords) -> tuple[tuple[str, str], ...]:
    document = page.document
    days = (
        (_("Issued"), document.issued_on),
        (_("Starts"), document.starts_on),
        (_("Renews"), document.renews_on),
        (_("Runs until"), document.ends_on),
    )
    return ((_("Number"), document.number), *((label, day(on)) for label, on in days if on))


def _often(service: dict[str, str]) -> str:
    return ", ".join(words for words in (service["times"], service["how_often"]) if words)


def _proof(page: AgreementWords) -> dict[str, Any]:
    document = page.document
    if document.signed_at is None:
        return {}
    drawn = signatures.Signature.read(document.signature) if document.signature else None
    name = drawn.name if drawn else document.answered_by
    return {
        "proof": ((_("Signed by"), name), (_("When"), page.moment(document.signed_at))),
        "signed_by": name,
        "signature": ink(drawn),
        "fingerprint": shown(document.answer_fingerprint),
    }

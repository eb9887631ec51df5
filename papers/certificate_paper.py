"""The certificate of an acceptance: what was accepted, by whom, when and how."""

from collections.abc import Iterable

from papers.estimate_paper import chosen_group, letter, plain_words, totals
from papers.estimate_words import EstimateWords, when_words
from papers.sender import ink
from templates.language import gettext as _
from templates.paper_estimate import CertificatePaper, certificate_pdf
from tenants.errors import NotFound
from tenants.estimates import Answer, Verb
from tenants.fingerprint import shown


async def pdf(page: EstimateWords, url: str) -> bytes:
    """The certificate of the acceptance; `url` is the page that verifies it. Raises NotFound where there is none."""
    answer = page.document.answer
    if answer is None or answer.verb is not Verb.ACCEPTED:
        raise NotFound
    return await certificate_pdf(await _certificate(page, answer, url))


async def _certificate(page: EstimateWords, answer: Answer, url: str) -> CertificatePaper:
    signature = answer.signature
    return CertificatePaper(
        **await letter(page),
        title=_("Certificate of acceptance"),
        state=when_words(page.document.state, page.when, page.today),
        facts=((_("Estimate"), page.document.number), (_("Version"), str(answer.version))),
        amount=page.money(answer.totals.total),
        groups=tuple(chosen_group(page)),
        totals=totals(page),
        proof=tuple(_proof(page, answer)),
        signed_by=signature.name if signature else "",
        signature=ink(signature),
        fingerprint=shown(answer.fingerprint),
        url=url,
        url_words=_("Verify online"),
        terms=plain_words(page.contents.terms) if answer.terms_accepted else "",
        made_at=answer.at,
    )


def _proof(page: EstimateWords, answer: Answer) -> Iterable[tuple[str, str]]:
    yield _("Accepted by"), answer.by
    yield _("When"), page.exact_moment(answer.at)
    if answer.contact_id:
        yield _("How"), _("Signed in to the portal")
    else:
        yield _("How"), _("By the link that was sent") if answer.share_link_id else _("Entered by the company")
    if answer.network:
        yield _("Network address"), answer.network
    if answer.terms_accepted:
        yield _("Terms"), _("Agreed to, as printed below")
    if answer.totals.deposit:
        yield _("Deposit"), page.money(answer.totals.deposit)

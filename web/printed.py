"""Papers as answers: printed, named after their number, and kept by no cache on the way."""

from collections.abc import Awaitable

from quart import Response

from papers import agreement_paper, certificate_paper, estimate_paper, invoice_paper
from papers.agreement_words import AgreementWords
from papers.estimate_words import EstimateWords
from papers.file_names import file_name
from papers.invoice_words import InvoiceWords
from templates.press import PressBusy
from tenants.errors import Unavailable


async def invoice(page: InvoiceWords, pay_url: str | None) -> Response:
    return await answered(invoice_paper.pdf(page, pay_url), "invoice", page.document.number or "draft")


async def estimate(page: EstimateWords, url: str) -> Response:
    return await answered(estimate_paper.pdf(page, url), "estimate", page.document.number)


async def certificate(page: EstimateWords, url: str) -> Response:
    """Raises NotFound where there is none."""
    return await answered(certificate_paper.pdf(page, url), "certificate", page.document.number)


async def agreement(page: AgreementWords, url: str) -> Response:
    return await answered(agreement_paper.pdf(page, url), "agreement", page.document.number)


async def answered(printing: Awaitable[bytes], kind: str, number: str) -> Response:
    """The PDF, as the file `kind`-`number`. Raises Unavailable when too many wait for theirs."""
    try:
        body = await printing
    except PressBusy as error:
        raise Unavailable("Too many letters are being printed right now.") from error
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(kind, number)}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

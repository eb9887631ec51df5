"""The same invoice on paper: InvoiceWords as the PDF wants them."""

from papers.invoice_words import InvoiceWords
from papers.sender import sender
from templates.filters import day, status_words
from templates.language import with_country
from templates.paper import PaperLine, TotalRow
from templates.paper_invoice import InvoicePaper, PaymentRow, invoice_pdf
from tenants.standing import State


async def pdf(page: InvoiceWords, pay_url: str | None) -> bytes:
    """The invoice as a PDF; `pay_url` goes into its payment line and QR code."""
    return await invoice_pdf(await _paper(page, pay_url))


async def _paper(page: InvoiceWords, pay_url: str | None) -> InvoicePaper:
    frozen = page.document.frozen
    return InvoicePaper(
        company=await sender(page.tenant, frozen),
        number=page.document.number or "",
        issued=day(page.document.issued_on),
        due=day(page.document.due_on),
        bill_to=tuple(frozen["bill_to"]),
        service_address=tuple(frozen["service"]),
        lines=tuple(PaperLine(**item) for item in page.lines),
        totals=tuple(TotalRow(*row) for row in page.sums),
        payments=tuple(PaymentRow(when, how, page.money(-amount)) for when, how, amount in page.payments),
        amount_due=page.money(_due(page)),
        state=page.due_words or status_words(page.standing.state).label,
        portal_url=page.tenant.origin,
        pay_url=pay_url,
        about=page.document.title,
        notes=page.document.note,
        locale=with_country(page.tenant.locale),
        made_at=page.document.sent_at,
    )


def _due(page: InvoiceWords) -> int:
    """Of a draft what it will ask for: nobody owes it yet."""
    return page.standing.total if page.standing.state is State.DRAFT else page.standing.balance

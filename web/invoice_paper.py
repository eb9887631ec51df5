"""The same invoice on paper: InvoicePage's words as the PDF wants them."""

from quart import Response

from templates.filters import day, status_words
from templates.language import with_country
from templates.paper import PaperLine, TotalRow
from templates.paper_invoice import InvoicePaper, PaymentRow, invoice_pdf
from web import printed
from web.invoice_page import InvoicePage


async def pdf(page: InvoicePage, pay_url: str | None) -> Response:
    """The invoice as a PDF named after its number; `pay_url` goes into its payment line and QR code."""
    return await printed.answered(invoice_pdf(await _paper(page, pay_url)), "invoice", page.document.number)


async def _paper(page: InvoicePage, pay_url: str | None) -> InvoicePaper:
    frozen = page.document.frozen
    return InvoicePaper(
        company=await printed.sender(frozen),
        number=page.document.number,
        issued=day(page.document.issued_on),
        due=day(page.document.due_on),
        bill_to=tuple(frozen["bill_to"]),
        service_address=tuple(frozen["service"]),
        lines=tuple(PaperLine(**item) for item in page.lines),
        totals=tuple(TotalRow(*row) for row in page.sums),
        payments=tuple(PaymentRow(when, how, page.money(-amount)) for when, how, amount in page.payments),
        amount_due=page.money(page.standing.balance),
        state=page.due_words or status_words(page.standing.state).label,
        portal_url=page.tenant.origin,
        pay_url=pay_url,
        about=page.document.title,
        notes=page.document.note,
        locale=with_country(page.tenant.locale),
        made_at=page.document.sent_at,
    )

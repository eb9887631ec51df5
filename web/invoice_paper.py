"""The same invoice on paper: InvoicePage's words as the PDF wants them."""

from quart import Response

from templates.filters import day, status_words
from templates.paper import InvoicePaper, PaperCompany, PaperLine, PaymentRow, PressBusy, TotalRow, invoice_pdf
from tenants.brand import Brand
from tenants.errors import Unavailable
from web.invoice_page import InvoicePage


async def pdf(page: InvoicePage, pay_url: str | None) -> Response:
    """The invoice as a PDF named after its number; `pay_url` goes into its payment line and QR code."""
    try:
        body = await invoice_pdf(_paper(page, pay_url))
    except PressBusy as error:
        message = "Too many letters are being printed right now."
        raise Unavailable(message) from error
    response = Response(body, content_type="application/pdf")
    name = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in page.document.number)
    response.headers["Content-Disposition"] = f'inline; filename="invoice-{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _paper(page: InvoicePage, pay_url: str | None) -> InvoicePaper:
    frozen = page.document.frozen
    return InvoicePaper(
        company=PaperCompany(
            name=frozen["company"],
            address_lines=tuple(frozen["address"]),
            phone=frozen["phone"],
            email=frozen["email"],
            brand=Brand.parse(frozen["brand_color"]).light,
            tax_id=frozen["tax_number"],
        ),
        number=page.document.number,
        issued=day(page.document.issued_on, locale=page.tenant.locale),
        due=day(page.document.due_on, locale=page.tenant.locale),
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
        locale=page.tenant.locale,
        made_at=page.document.sent_at,
    )

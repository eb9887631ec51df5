"""The statement on paper: StatementPage's words as the PDF wants them."""

from datetime import UTC, datetime, time

from quart import Response

from papers.sender import logo_of
from templates.language import gettext as _
from templates.language import with_country
from templates.press import pressed
from templates.sheets import setting
from tenants.brand import Brand
from tenants.customers import Customer
from web import printed
from web.words.statement import StatementPage


async def pdf(page: StatementPage, customer: Customer) -> Response:
    """The statement as a letter named after its days."""
    period = page.statement.period
    made_at = datetime.combine(period.ends_on, time(12), UTC)
    logo = await logo_of(page.tenant, page.tenant.logo)
    printing = pressed("statement.typ", _contents(page, customer) | {"logo": logo and list(logo)}, made_at)
    return await printed.answered(printing, "statement", f"{period.starts_on}-{period.ends_on}")


def _contents(page: StatementPage, customer: Customer) -> dict[str, object]:
    tenant, statement = page.tenant, page.statement
    return setting(with_country(tenant.locale)) | {
        "company": {
            "name": tenant.name,
            "address_lines": tenant.address.splitlines(),
            "phone": tenant.phone,
            "email": tenant.email,
            "brand": Brand.parse(tenant.brand_color).light,
            "tax_id": tenant.tax_number,
        },
        "to": [customer.name, *customer.billing_address.splitlines()],
        "title": _("Statement"),
        "number": page.period_words,
        "closing": page.closing_words,
        "closing_label": page.closing_label,
        "rows": [
            [page.day_words(statement.period.starts_on), _("Opening balance"), "", page.money(statement.opening)],
            *([it.on_words, it.what, it.amount_words, it.balance_words] for it in page.listed()),
            [page.ends_words, _("Closing balance"), "", page.money(statement.closing)],
        ],
        "aging": page.aging,
        "pending": page.pending_words,
        "labels": {
            "date": _("Date"),
            "what": _("What"),
            "amount": _("Amount"),
            "balance": _("Balance"),
            "aging": _("What is owed, by age"),
            # The letter itself fills in the numbers of its pages.
            "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        },
    }

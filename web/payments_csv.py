"""The list of payments as a table for other programs (RFC 4180): exact figures, nothing a spreadsheet would compute."""

from collections.abc import Iterable, Iterator

from quart import Response

from templates.filters import method_words
from templates.language import gettext as _
from tenants.money import Money
from tenants.payment_book import Row
from tenants.spreadsheets import harmless
from tenants.tenant import Tenant
from web import spreadsheets
from web.payment_words import what_words


def csv(found: Iterable[Row], tenant: Tenant) -> Response:
    """All rows, to be saved under today's date."""
    return spreadsheets.answered(_rows(found, tenant), f"payments-{tenant.today()}.csv")


def _rows(found: Iterable[Row], tenant: Tenant) -> Iterator[tuple[str, ...]]:
    names = (
        _("Date"),
        _("Customer"),
        _("Invoice"),
        _("What"),
        _("Paid by"),
        _("Amount"),
        _("Fee"),
        _("Currency"),
        _("Note"),
    )
    yield names
    for row in found:
        yield (
            row.at.astimezone(tenant.zone).date().isoformat(),
            harmless(row.customer),
            harmless(row.number),
            harmless(what_words(row)),
            harmless(method_words(row.method)),
            str(Money(row.amount, row.currency).units),
            "" if row.fee is None else str(Money(row.fee, row.currency).units),
            row.currency,
            harmless(row.note),
        )

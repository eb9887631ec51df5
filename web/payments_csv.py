"""The list of payments as a table for other programs (RFC 4180): exact figures, nothing a spreadsheet would compute."""

import csv as tables
from collections.abc import Iterable, Iterator
from io import StringIO

from quart import Response

from templates.filters import method_words
from templates.language import gettext as _
from tenants.money import Money
from tenants.payment_book import Row
from tenants.tenant import Tenant
from web.payment_words import what_words
from web.statement_csv import MARK, harmless


def csv(found: Iterable[Row], tenant: Tenant) -> Response:
    """All rows, to be saved under today's date."""
    page = StringIO()
    tables.writer(page, lineterminator="\r\n").writerows(_rows(found, tenant))
    response = Response(MARK + page.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="payments-{tenant.today()}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


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

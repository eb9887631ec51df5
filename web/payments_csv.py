"""The list of payments as a table for other programs (RFC 4180): exact figures, nothing a spreadsheet would compute."""

from collections.abc import AsyncIterator, Sequence

from quart import Response

from templates.filters import method_words
from templates.language import gettext as _
from tenants import payment_book
from tenants.isolation import acting_for
from tenants.money import Money
from tenants.payment_book import Filter, Row
from tenants.tenant import Tenant
from web import spreadsheets
from web.spreadsheets import Cells
from web.words.payments import what_words

AT_ONCE = 1_000


async def csv(tenant: Tenant, shown: Filter, search: str) -> Response:
    """All rows, to be saved under today's date."""
    return await spreadsheets.streamed(_heads(), _pages(tenant, shown, search), f"payments-{tenant.today()}.csv")


async def _pages(tenant: Tenant, shown: Filter, search: str) -> AsyncIterator[Sequence[Cells]]:
    """The rows, a page to a unit of work."""
    after = payment_book.FIRST
    while True:
        async with acting_for(tenant):
            found = await payment_book.listed(shown, search, after, AT_ONCE)
        yield [_cells(row, tenant) for row in found[:AT_ONCE]]
        if len(found) <= AT_ONCE:
            return
        after = (found[AT_ONCE - 1].at, found[AT_ONCE - 1].id)


def _heads() -> Cells:
    return (
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


def _cells(row: Row, tenant: Tenant) -> Cells:
    return (
        row.at.astimezone(tenant.zone).date().isoformat(),
        row.customer,
        row.number,
        what_words(row),
        method_words(row.method),
        Money(row.amount, row.currency).units,
        "" if row.fee is None else Money(row.fee, row.currency).units,
        row.currency,
        row.note,
    )

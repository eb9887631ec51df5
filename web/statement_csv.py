"""A statement as a table for other programs (RFC 4180): exact figures, and nothing a spreadsheet would compute."""

from collections.abc import Iterator
from decimal import Decimal

from quart import Response

from templates.language import gettext as _
from tenants.money import Money
from tenants.statements import Statement
from web import spreadsheets
from web.words.statement import what_words


def csv(statement: Statement) -> Response:
    """All of it, to be saved under the days it is about."""
    return spreadsheets.answered(
        _rows(statement), f"statement-{statement.period.starts_on}-{statement.period.ends_on}.csv"
    )


def _rows(statement: Statement) -> Iterator[tuple[str | Decimal, ...]]:
    def money(amount: int) -> Decimal:
        return Money(amount, statement.currency).units

    starts_on, ends_on = statement.period
    yield _("Date"), _("Invoice"), _("What"), _("Work"), _("Amount"), _("Balance"), _("Currency")
    yield starts_on.isoformat(), "", _("Opening balance"), "", "", money(statement.opening), statement.currency
    for it in statement.movements:
        yield (
            it.on.isoformat(),
            it.number,
            what_words(it),
            it.title,
            money(it.amount),
            money(it.balance),
            statement.currency,
        )
    yield ends_on.isoformat(), "", _("Closing balance"), "", "", money(statement.closing), statement.currency

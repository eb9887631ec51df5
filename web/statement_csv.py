"""A statement as a table for other programs (RFC 4180): exact figures, and nothing a spreadsheet would compute."""

import csv as tables
from collections.abc import Iterator
from io import StringIO

from quart import Response

from templates.language import gettext as _
from tenants.money import Money
from tenants.statements import Statement
from web.statement_page import what_words

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, Excel takes the letters beyond English for others."""
# What begins like this is a formula to some spreadsheet, also behind spaces and in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", ";", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
           "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def csv(statement: Statement) -> Response:
    """All of it, to be saved under the days it is about."""
    page = StringIO()
    tables.writer(page, lineterminator="\r\n").writerows(_rows(statement))
    response = Response(MARK + page.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    name = f"statement-{statement.period.starts_on}-{statement.period.ends_on}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def harmless(text: str) -> str:
    """Text that every spreadsheet takes for text: a quote before what might be a formula."""
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) or text[:1] in FORMULA else text


def _rows(statement: Statement) -> Iterator[tuple[str, ...]]:
    def money(amount: int) -> str:
        return str(Money(amount, statement.currency).units)

    starts_on, ends_on = statement.period
    yield _("Date"), _("Invoice"), _("What"), _("Work"), _("Amount"), _("Balance"), _("Currency")
    yield starts_on.isoformat(), "", _("Opening balance"), "", "", money(statement.opening), statement.currency
    for it in statement.movements:
        yield (
            it.on.isoformat(),
            harmless(it.number),
            harmless(what_words(it)),
            harmless(it.title),
            money(it.amount),
            money(it.balance),
            statement.currency,
        )
    yield ends_on.isoformat(), "", _("Closing balance"), "", "", money(statement.closing), statement.currency

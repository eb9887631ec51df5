"""A statement in words, as the page, the letter and the table tell it."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from babel.dates import format_date

from templates.filters import money
from templates.language import gettext as _
from templates.language import marked, spoken
from tenants.ledger import Kind
from tenants.statements import Movement, Period, Statement, Turn
from tenants.tenant import Tenant

MOST_SHOWN = 500
"""Movements on the page; the letter and the table have all."""

WHAT: dict[str, str] = {
    Turn.ISSUED: marked("Invoice %(number)s"),
    Turn.VOIDED: marked("Invoice %(number)s voided"),
    Turn.TAKEN_OFF: marked("Taken off what is owed for invoice %(number)s"),
    Turn.PUT_BACK: marked("Put back to what is owed for invoice %(number)s"),
    Kind.CHARGE: marked("Payment for invoice %(number)s"),
    Kind.MANUAL: marked("Payment for invoice %(number)s"),
    Kind.MANUAL_UNDONE: marked("Payment for invoice %(number)s taken back"),
    Kind.REFUND: marked("Refund for invoice %(number)s"),
    Kind.REFUND_FAILED: marked("Refund for invoice %(number)s that did not go through"),
    Kind.DISPUTE_WITHDRAWN: marked("Held back by the bank for invoice %(number)s"),
    Kind.DISPUTE_REINSTATED: marked("Given back by the bank for invoice %(number)s"),
}
PAID: frozenset[str] = frozenset({Kind.CHARGE, Kind.MANUAL})
AGES = (
    marked("Not overdue"),
    marked("1 to 30 days overdue"),
    marked("31 to 60 days overdue"),
    marked("61 to 90 days overdue"),
    marked("More than 90 days overdue"),
)


class Preset(NamedTuple):
    words: str
    query: str


class Listed(NamedTuple):
    """A movement ready to print; `href` is its invoice's."""

    on_words: str
    on_iso: str
    what: str
    title: str
    href: str
    amount_words: str
    balance_words: str


def so_far(today: date) -> Period:
    """This year until today, what is shown to whoever asks for nothing else."""
    return Period(today.replace(month=1, day=1), today)


def presets(today: date) -> list[Preset]:
    """The periods most people want, as the query that asks for them."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    last_year = today.year - 1
    periods = (
        (_("This month"), Period(first, today)),
        (_("Last month"), Period(before.replace(day=1), before)),
        (_("This year"), so_far(today)),
        (_("Last year"), Period(date(last_year, 1, 1), date(last_year, 12, 31))),
    )
    return [Preset(words, f"from={period.starts_on}&to={period.ends_on}") for words, period in periods]


def what_words(movement: Movement) -> str:
    """What it was, with the invoice it was about: every line of a statement can be read by itself."""
    if movement.method and movement.what in PAID:
        return _("Payment by %(method)s for invoice %(number)s", method=movement.method, number=movement.number)
    return _(WHAT[movement.what], number=movement.number)


class StatementPage:
    """One Statement in words of the locale in force."""

    def __init__(self, tenant: Tenant, statement: Statement) -> None:
        self.tenant = tenant
        self.statement = statement

    def money(self, amount: int) -> str:
        return money(amount, self.statement.currency)

    def day_words(self, on: date) -> str:
        return _day(on)

    @property
    def period_words(self) -> str:
        starts_on, ends_on = self.statement.period
        return _("%(first)s to %(last)s", first=_day(starts_on), last=_day(ends_on))

    @property
    def closing_label(self) -> str:
        return _("In your favor on %(day)s", day=self.ends_words) if self.statement.closing < 0 else self._owed_label

    @property
    def ends_words(self) -> str:
        return _day(self.statement.period.ends_on)

    @property
    def closing_words(self) -> str:
        return self.money(abs(self.statement.closing))

    @property
    def pending_words(self) -> str:
        """A bank payment that is on its way; empty when there is none."""
        if not self.statement.pending:
            return ""
        amount = self.money(self.statement.pending)
        return _("%(amount)s is on its way from your bank and not counted yet.", amount=amount)

    @property
    def aging(self) -> list[tuple[str, str]]:
        """What is owed by how long it is overdue; nothing where nothing is owed."""
        ages = list(zip(AGES, self.statement.aging, strict=True))
        found = [(_(words), self.money(amount)) for words, amount in ages] if any(self.statement.aging) else []
        favour = self.statement.in_favour
        return [*found, (_("Paid too much"), self.money(-favour))] if favour and found else found

    def listed(self, most: int | None = None) -> list[Listed]:
        return [self._listed(movement) for movement in self.statement.movements[:most]]

    def context(self) -> dict[str, Any]:
        """What portal/statement.html wants."""
        return {
            "period_words": self.period_words,
            "closing_label": self.closing_label,
            "closing_words": self.closing_words,
            "pending_words": self.pending_words,
            "opening": (_day(self.statement.period.starts_on), self.money(self.statement.opening)),
            "closing": (self.ends_words, self.money(self.statement.closing)),
            "movements": self.listed(MOST_SHOWN),
            "left_out": max(len(self.statement.movements) - MOST_SHOWN, 0),
            "aging": self.aging,
        }

    @property
    def _owed_label(self) -> str:
        return _("Owed on %(day)s", day=self.ends_words)

    def _listed(self, movement: Movement) -> Listed:
        return Listed(
            _day(movement.on),
            movement.on.isoformat(),
            what_words(movement),
            movement.title,
            f"/invoices/{movement.invoice_id}",
            self.money(movement.amount),
            self.money(movement.balance),
        )


def _day(on: date) -> str:
    """Short, with its year: a statement is looked at years later."""
    return format_date(on, "medium", locale=spoken())

"""What pages and papers say of one estimate: amounts, days and how it stands, in the language in force."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_datetime
from markupsafe import Markup

from templates.filters import day, moment, money, percent, status_words
from templates.language import gettext as _
from templates.language import spoken
from tenants.estimates import Choice, Contents, Document, Option, State, Totals, chosen, total_of, usual
from tenants.line_items import Line
from tenants.tenant import Tenant


def state_words(state: State) -> tuple[str, str]:
    """The label of a state and the name of its colour and shape."""
    return status_words("to_answer" if state is State.SENT else state)


def when_words(state: State, when: date, today: date, say: Callable[[date, date], str] = day) -> str:
    """Until when it can be answered, or since when it cannot."""
    said = say(when, today)
    if state is State.ACCEPTED:
        return _("accepted %(day)s", day=said)
    if state is State.DECLINED:
        return _("declined %(day)s", day=said)
    if state is State.EXPIRED:
        return _("expired %(day)s", day=said)
    return _("answer by today") if when == today else _("answer by %(day)s", day=said)


class EstimateWords:
    """One Document for `tenant`'s time zone, and what a choice of it comes to."""

    def __init__(self, tenant: Tenant, document: Document, today: date) -> None:
        self.tenant = tenant
        self.document = document
        self.today = today
        self.contents = document.contents
        self.is_open = document.state in {State.SENT, State.CHANGES_ASKED}

    def money(self, amount: int) -> str:
        return money(amount, self.document.currency)

    def on(self, at: datetime) -> date:
        return at.astimezone(self.tenant.zone).date()

    def day(self, at: datetime) -> str:
        return day(self.on(at), self.today)

    def moment(self, at: datetime) -> str:
        return moment(at, self.tenant.time_zone, self.today)

    def exact_moment(self, at: datetime) -> str:
        """With the year, the second and the zone, as a certificate says it."""
        return format_datetime(at, "long", tzinfo=self.tenant.zone, locale=spoken())

    @property
    def title(self) -> str:
        return self.document.title or _("Estimate")

    @property
    def when(self) -> date:
        """The day that matters: of the answer, else the last one to answer."""
        answered = self.document.answered_at
        return self.on(answered) if answered else self.document.valid_until

    @property
    def choice(self) -> Choice:
        """What was accepted, else how the page begins."""
        answer = self.document.answer
        return answer.choice if answer and answer.record["choice"] else usual(self.contents)

    def is_picked(self, choice: Choice) -> bool:
        """Whether the choice says what it comes to: an option is picked where there are some."""
        return not self.contents.options or choice.option is not None

    def sums(self, choice: Choice) -> Totals | None:
        """What the choice comes to; None until an option is picked."""
        return total_of(self.contents, choice) if self.is_picked(choice) else None

    def total(self, choice: Choice) -> int:
        """What the choice comes to; until an option is picked, the least that any choice would."""
        sums = self.sums(choice)
        return sums.total if sums else int(self.document.least_total)

    def lines(self, choice: Choice) -> list[dict[str, str]]:
        """The lines that count, every figure written out."""
        return [self.line(line, line.description) for _item, line in chosen(self.contents, choice)]

    def line(self, line: Line, description: str) -> dict[str, str]:
        return {
            "description": description,
            "quantity": plain(line.quantity),
            "unit_price": self.money(line.unit_price),
            "discount": self.money(-line.discount) if line.discount else "",
            "tax": self.money(line.tax) if line.tax else "",
            "amount": self.money(line.net),
        }

    def deposit_words(self, choice: Choice) -> str:
        """What is due on acceptance: the amount, or while no option is picked the share; empty when nothing."""
        rule = self.contents.deposit
        if rule is None:
            return ""
        sums = self.sums(choice)
        if rule.amount or sums:
            amount = self.money(sums.deposit if sums else rule.amount)
            return _("A deposit of %(amount)s is due when you accept.", amount=amount)
        return _("A deposit of %(share)s of the total is due when you accept.", share=percent(rule.rate))

    def totals(self, choice: Choice) -> list[tuple[str, str, str, bool]]:
        """Name, label, amount and whether it is the one that matters; just the last until an option is picked."""
        sums = self.sums(choice)
        if sums is None:
            return [("total", _("Total from"), self.money(self.total(choice)), True)]
        is_taxed = any(item.line.tax_rate for item in self.contents.all_items)
        parts = [("net", _("Subtotal"), sums.subtotal - sums.discount, False), ("tax", _("Tax"), sums.tax, False)]
        whole = [*(parts if is_taxed else []), ("total", _("Total"), sums.total, True)]
        return [(name, label, self.money(amount), strong) for name, label, amount, strong in whole]


def escaped(lines: Iterable[str]) -> list[Any]:
    return [Markup.escape(line) for line in lines]


def plain(quantity: Decimal) -> str:
    """As a number field of a browser takes it."""
    return f"{quantity.normalize():f}"


def suggested(contents: Contents, option: Option) -> Choice:
    """Picking `option`, with everything else as the company suggests it."""
    items = contents.within(option.key)
    return Choice(
        option.key,
        {item.key: item.line.quantity for item in items if (item.chosen if item.optional else item.has_quantity)},
    )

"""What every rival says of an invoice: the least that is a page people can read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple


class Words(NamedTuple):
    id: Any
    number: str
    title: str
    iso: str
    when: str
    amount: str
    kind: str
    state: str


def groups(rows: Iterable[tuple[Any, ...]]) -> tuple[list[dict[str, Any]], str]:
    """Rows of (id, number, title, status, issued_on, due_on, total, received) as the page's groups, and what is owed."""
    today = datetime.now(UTC).date()
    found = list(rows)
    open_ = sorted((row for row in found if row[3] == "open"), key=lambda row: row[5])
    closed = sorted((row for row in found if row[3] != "open"), key=lambda row: row[4], reverse=True)
    owed = sum(row[6] - row[7] for row in open_)
    shown: list[tuple[str, Sequence[tuple[Any, ...]]]] = [("To pay", open_), ("Earlier", closed)]
    return (
        [{"title": title, "rows": [_words(row, today) for row in part]} for title, part in shown if part],
        money(owed) if owed else "",
    )


def money(amount: int) -> str:
    return f"${amount / 100:,.2f}"


def _words(row: tuple[Any, ...], today: date) -> Words:
    id_, number, title, status, issued_on, due_on, total, received = row
    if status != "open":
        return Words(id_, number, title, issued_on.isoformat(), f"{issued_on:%B %d}", money(total), "paid", "Paid")
    late = (today - due_on).days
    when = f"overdue by {late} days" if late > 0 else f"due {due_on:%B %d}"
    kind, state = ("overdue", "Overdue") if late > 0 else ("due", "Due")
    return Words(id_, number, title, due_on.isoformat(), when, money(total - received), kind, state)

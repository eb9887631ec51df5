"""What a statement tells of each invoice, step by step."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from tenants.ledger import Kind
from tenants.statements.following import Step, Told, follow
from tenants.statements.statement import Turn
from tenants.tenant import Tenant


class Sent(NamedTuple):
    """An invoice that was sent, as far as a statement tells of it."""

    id: UUID
    number: str
    title: str
    total: int
    due_on: date
    issued_on: date
    sent_at: datetime
    paid_at: datetime | None
    voided_at: datetime | None

    @classmethod
    def read(cls, found: list[Any]) -> Self:
        id_, number, title, total, *days = found
        due_on, issued_on = (date.fromisoformat(it) for it in days[:2])
        sent_at, paid_at, voided_at = (it and datetime.fromisoformat(it) for it in days[2:])
        return cls(UUID(id_), number, title, total, due_on, issued_on, sent_at, paid_at, voided_at)


def told(tenant: Tenant, invoices: list[Any], entries: list[Any], last: date) -> dict[Sent, list[Told]]:
    """What is to be told of each invoice from its first day to the `last`."""
    mine: dict[str, list[list[Any]]] = {}
    for invoice_id, *entry in entries:
        mine.setdefault(invoice_id, []).append(entry)
    found = {}
    for it in invoices:
        sent = Sent.read(it)
        steps = [step for step in _steps(tenant, sent, mine.get(it[0], [])) if step.on <= last]
        found[sent] = list(follow(sent.total, steps))
    return found


def _steps(tenant: Tenant, sent: Sent, entries: list[list[Any]]) -> Iterator[Step]:
    """A payment noted for an earlier day than its invoice counts from the invoice's day on."""

    def step(at: datetime, place: int, what: Turn | Kind, method: str, amount: int) -> Step:
        on = max(at.astimezone(tenant.zone).date(), sent.issued_on)
        return Step(on, max(at, sent.sent_at), place, what, method, amount)

    yield Step(sent.issued_on, sent.sent_at, 0, Turn.ISSUED, "", sent.total)
    for kind, amount, method, at in entries:
        yield step(datetime.fromisoformat(at), 1, Kind(kind), method, -amount)
    if sent.paid_at:
        yield step(sent.paid_at, 2, Turn.PAID, "", 0)
    if sent.voided_at:
        yield step(sent.voided_at, 3, Turn.VOIDED, "", -sent.total)

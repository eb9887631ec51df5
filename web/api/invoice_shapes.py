"""An invoice as JSON: what it says, and how it stands."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from tenants.invoices import Invoice as Row
from tenants.invoices import InvoiceStatus
from tenants.standing import Movements, State, standing
from web.api.lines import Line, shown
from web.api.shapes import Moment, Money, Shape, money_of


class Invoice(Shape):
    """A demand for money. What was sent stays as it was sent.

    `status` is what was done with it, `state` how it stands today; both follow from its own records.
    """

    id: UUID
    external_id: str | None
    customer_id: UUID
    property_id: UUID | None
    number: Annotated[str | None, Meta(description="Taken when it is sent.")]
    title: str
    note: str
    status: InvoiceStatus
    state: State
    lines: list[Line]
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    paid: Annotated[Money, Meta(description="What came, less what was sent or taken back.")]
    balance: Annotated[Money, Meta(description="What is still owed.")]
    on_its_way: Annotated[Money, Meta(description="Bank transfers that have not arrived.")]
    issued_on: date | None
    due_on: date | None
    created_at: Moment
    sent_at: Moment | None
    paid_at: Moment | None
    voided_at: Moment | None


def shaped(row: Row, moved: Movements, today: date) -> Invoice:
    """`today` in the company's time zone."""
    stands = standing(row.status, row.total, row.due_on, today, moved)
    return Invoice(
        id=row.id,
        external_id=row.external_id,
        customer_id=row.customer_id,
        property_id=row.property_id,
        number=row.number,
        title=row.title,
        note=row.note,
        status=row.status,
        state=stands.state,
        lines=shown(row.lines, row.currency),
        subtotal=money_of(row.subtotal, row.currency),
        discount=money_of(row.discount, row.currency),
        tax=money_of(row.tax, row.currency),
        total=money_of(row.total, row.currency),
        paid=money_of(moved.net, row.currency),
        balance=money_of(stands.balance, row.currency),
        on_its_way=money_of(moved.pending, row.currency),
        issued_on=row.issued_on,
        due_on=row.due_on,
        created_at=row.created_at,
        sent_at=row.sent_at,
        paid_at=row.paid_at,
        voided_at=row.voided_at,
    )

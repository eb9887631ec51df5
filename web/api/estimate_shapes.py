"""An estimate as JSON: what it offers, and how it stands."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

from msgspec import Meta, field

from tenants.errors import Invalid
from tenants.estimates import Contents, Deposit, EstimateStatus, Item, State, read
from tenants.estimates import Estimate as Row
from tenants.estimates import Option as Package
from tenants.estimates.state import state
from web.api import lines
from web.api.lines import NewLine, Quantity, Rate
from web.api.shapes import Misread, Moment, Money, Shape, amount_in, money_of

Title = Annotated[str, Meta(max_length=160, description="What it is for, in a word or two.")]
Key = Annotated[str, Meta(pattern="^[A-Za-z0-9._-]{1,40}$", description="Names it within the estimate.")]


class OfferedLine(NewLine):
    """A line that is offered. An optional one counts when the customer chooses it.

    With `least_quantity` and `most_quantity` the customer sets its quantity between the two.
    """

    key: Key | None = None
    optional: bool = False
    suggested: Annotated[bool, Meta(description="Whether an optional line is chosen to begin with.")] = False
    least_quantity: Quantity | None = None
    most_quantity: Quantity | None = None


class Option(Shape):
    """One of two or three packages, of which the customer picks exactly one."""

    key: Key
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    lines: list[OfferedLine]
    description: Annotated[str, Meta(max_length=1_000)] = ""


class DepositAsked(Shape):
    """What is due on acceptance: an amount, or a rate of the chosen total."""

    amount: Money | None = None
    rate: Rate = 0


class Offer(Shape):
    """What an estimate says. Terms and note are CommonMark."""

    title: Title = ""
    lines: list[OfferedLine] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    terms: Annotated[str, Meta(max_length=20_000)] = ""
    note: Annotated[str, Meta(max_length=5_000)] = ""
    deposit: DepositAsked | None = None
    valid_until: Annotated[date | None, Meta(description="Else the company's usual time after sending.")] = None


class Estimate(Shape):
    """A priced offer, in versions. What was sent stays as it was sent.

    `offer` is the version that customers see, of a draft the one they will see; `total` is what was accepted.
    """

    id: UUID
    external_id: str | None
    customer_id: UUID
    property_id: UUID | None
    number: str
    status: EstimateStatus
    state: Annotated[State | None, Meta(description="How it stands today; null for a draft.")]
    version: Annotated[int, Meta(description="The version that customers see; 0 for a draft.")]
    offer: Offer
    least_total: Annotated[Money, Meta(description="As suggested, with the cheapest option.")]
    most_total: Annotated[Money, Meta(description="The most that any choice comes to.")]
    total: Money | None
    created_at: Moment
    sent_at: Moment | None
    answered_at: Moment | None


Said = TypeVar("Said")


def contents(offer: Offer, currency: str) -> Contents:
    """What it says. Raises Invalid, naming the line."""
    return Contents(
        items=tuple(_items(offer.lines, currency, "lines")),
        options=tuple(
            Package(it.key, it.name, tuple(_items(it.lines, currency, f"options[{number}].lines")), it.description)
            for number, it in enumerate(offer.options)
        ),
        title=offer.title,
        terms=offer.terms,
        note=offer.note,
        deposit=_deposit(offer.deposit, currency),
        valid_until=offer.valid_until,
        currency=currency,
    )


def shaped(row: Row, stored: dict[str, object] | None, today: date) -> Estimate:
    """`stored` are the contents of its version, `today` is in the company's time zone."""
    is_expired = bool(row.valid_until and row.valid_until < today)
    is_draft = row.status is EstimateStatus.DRAFT
    stands = None if is_draft else state(row.status, is_expired=is_expired, changes_asked=bool(row.changes_asked_at))
    return Estimate(
        id=row.id,
        external_id=row.external_id,
        customer_id=row.customer_id,
        property_id=row.property_id,
        number=row.number,
        status=row.status,
        state=stands,
        version=row.version,
        offer=_offer(read(stored), row.currency) if stored else Offer(title=row.title),
        least_total=money_of(row.least_total, row.currency),
        most_total=money_of(row.most_total, row.currency),
        total=None if row.total is None else money_of(row.total, row.currency),
        created_at=row.created_at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
    )


def _items(given: Iterable[OfferedLine], currency: str, place: str) -> Iterable[Item]:
    for number, (it, line) in enumerate(zip(given, lines.entered(given, currency, place), strict=True)):
        if (it.least_quantity is None) != (it.most_quantity is None):
            raise Invalid(f"{place}[{number}]", "A quantity that can be chosen has a least and a most.")
        yield Item(
            line,
            key=it.key or "",
            optional=it.optional,
            chosen=it.suggested,
            least=_number(it.least_quantity),
            most=_number(it.most_quantity),
        )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _deposit(given: DepositAsked | None, currency: str) -> Deposit | None:
    if given is None:
        return None
    amount = amount_in(given.amount, currency, "deposit.amount") if given.amount else 0
    if bool(amount) == bool(given.rate) or amount < 0:
        raise Invalid("deposit", "A deposit is either an amount or a percentage.")
    return Deposit(amount, given.rate)


def _offer(said: Contents, currency: str) -> Offer:
    deposit = said.deposit
    return Offer(
        title=said.title,
        lines=[_line(it, currency) for it in said.items],
        options=[
            Option(key=it.key, name=it.name, description=it.description, lines=[_line(at, currency) for at in it.items])
            for it in said.options
        ],
        terms=said.terms,
        note=said.note,
        deposit=_asked(deposit, currency) if deposit else None,
        valid_until=said.valid_until,
    )


def _asked(deposit: Deposit, currency: str) -> DepositAsked:
    return DepositAsked(amount=money_of(deposit.amount, currency) if deposit.amount else None, rate=deposit.rate)


def _line(item: Item, currency: str) -> OfferedLine:
    line = item.line
    return OfferedLine(
        description=line.description,
        unit_price=money_of(line.unit_price, currency),
        quantity=str(line.quantity),
        discount=money_of(line.discount_amount, currency) if line.discount_amount else None,
        discount_rate=line.discount_rate,
        tax_rate=line.tax_rate,
        key=item.key,
        optional=item.optional,
        suggested=item.chosen,
        least_quantity=None if item.least is None else str(item.least),
        most_quantity=None if item.most is None else str(item.most),
    )


def checked(error: ValueError) -> Misread:
    """What an estimate was refused for, as a whole."""
    return Misread("offer", str(error))

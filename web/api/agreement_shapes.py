"""An agreement as programs say it and read it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, convert, field

from tenants.agreements import Agreement as Row
from tenants.agreements import AgreementStatus, Cadence, Document, Progress, State, VisitState
from web.api.shapes import ExternalId, Listing, Moment, Money, Shape, money_of


class Service(Shape):
    """One included service; how many times, unless it is not counted, and how often in words."""

    name: Annotated[str, Meta(min_length=1)]
    times: int | None = None
    how_often: str = ""


Terms = Annotated[str, Meta(description="CommonMark.")]


class Agreement(Shape):
    """Recurring terms that a customer signs. `status` is a step the company or the customer took.

    A draft is the company's alone.
    """

    id: UUID
    external_id: str | None
    number: str
    customer_id: UUID
    property_id: UUID | None
    renews_id: Annotated[UUID | None, Meta(description="The agreement that it goes on from.")]
    title: str
    terms: Terms
    services: list[Service]
    price: Money
    cadence: Cadence
    starts_on: date
    ends_on: date | None
    renews_on: date | None
    visits_planned: int
    visits_done: int
    next_visit_on: date | None
    status: AgreementStatus
    state: Annotated[State | None, Meta(description="How it stands today; nothing for a draft.")]
    decline_reason: str
    created_at: Moment
    sent_at: Moment | None
    signed_at: Moment | None
    declined_at: Moment | None
    ended_at: Moment | None


class AgreementVisit(Shape):
    """One visit that an agreement includes."""

    id: UUID
    planned_on: date
    arrival: Annotated[str, Meta(description="When somebody comes, in the company's words.")]
    done_on: date | None
    state: VisitState


class AgreementWithVisits(Agreement):
    visits: list[AgreementVisit]


class AgreementSaid(Shape):
    customer_id: UUID
    title: str
    price: Money
    cadence: Cadence
    starts_on: date
    terms: Terms = ""
    services: list[Service] = field(default_factory=list)
    ends_on: date | None = None
    renews_on: date | None = None
    visits_planned: int = 0
    property_id: UUID | None = None


class NewAgreement(AgreementSaid):
    external_id: ExternalId | None = None


class AgreementChange(Shape):
    title: str | UnsetType = UNSET
    price: Money | UnsetType = UNSET
    cadence: Cadence | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    terms: Terms | UnsetType = UNSET
    services: list[Service] | UnsetType = UNSET
    ends_on: date | UnsetType | None = UNSET
    renews_on: date | UnsetType | None = UNSET
    visits_planned: int | UnsetType = UNSET
    property_id: UUID | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class AgreementAnswered(Shape):
    """What a contact said otherwise than in the portal. No signature is made up."""

    contact_id: Annotated[UUID, Meta(description="Who answered.")]
    how: Annotated[str, Meta(description="How they said so, for the record.")]


class AgreementsWanted(Listing):
    customer_id: UUID | None = None
    status: AgreementStatus | None = None
    external_id: ExternalId | None = None


def shaped(row: Row, stands: Progress | None) -> Agreement:
    """`stands` is nothing for a draft."""
    return Agreement(**_told(row, stands))


def with_visits(row: Row, stands: Progress | None, document: Document) -> AgreementWithVisits:
    return AgreementWithVisits(
        **_told(row, stands), visits=[AgreementVisit(**visit._asdict()) for visit in document.visits]
    )


def _told(row: Row, stands: Progress | None) -> dict[str, Any]:
    computed = {
        "services": convert(row.services, list[Service]),
        "price": money_of(row.price, row.currency),
        "visits_done": stands.done if stands else 0,
        "next_visit_on": stands.next_on if stands else None,
        "state": stands.state if stands else None,
    }
    return {name: getattr(row, name) for name in Agreement.__struct_fields__ if name not in computed} | computed

"""A visit as programs say it and read it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from tenants.jobs import Visit as Row
from tenants.jobs import VisitStatus
from web.api.shapes import ExternalId, Listing, Moment, Shape

Who = Annotated[str, Meta(description="Who comes, as the customer reads it.")]
Note = Annotated[str, Meta(description="What the customer should know, like where to park.")]
Asks = Annotated[bool, Meta(description="Whether the customer is asked to say that they will be there.")]


class Visit(Shape):
    """One time somebody comes to do a job: they arrive between `starts_at` and `ends_at`."""

    id: UUID
    external_id: str | None
    job_id: UUID
    customer_id: UUID
    starts_at: Moment
    ends_at: Moment
    who: Who
    note: Note
    status: VisitStatus
    asks_confirmation: Asks
    confirmed_at: Annotated[Moment | None, Meta(description="When the customer said so.")]
    done_at: Moment | None
    created_at: Moment
    changed_at: Moment


class Window(Shape):
    """When somebody arrives."""

    starts_at: Moment
    ends_at: Moment


class VisitSaid(Window):
    job_id: UUID
    who: Who = ""
    note: Note = ""
    asks_confirmation: Asks = False


class NewVisit(VisitSaid):
    external_id: ExternalId | None = None


class VisitChange(Shape):
    starts_at: Moment | UnsetType = UNSET
    ends_at: Moment | UnsetType = UNSET
    who: Who | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    asks_confirmation: Asks | UnsetType = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class Assignment(Shape):
    """Who of the team makes a visit, and what the customer reads of it: their names, unless `who` says otherwise."""

    emails: Annotated[list[str], Meta(max_length=50, description="The addresses under which they sign in.")]
    who: str = ""


class VisitsWanted(Listing):
    """`from` and `to` are days of the company's time zone, the last one included."""

    customer_id: UUID | None = None
    job_id: UUID | None = None
    status: VisitStatus | None = None
    from_: Annotated[date | None, Meta(description="Visits that begin on this day or later.")] = field(
        default=None, name="from"
    )
    to: Annotated[date | None, Meta(description="Visits that begin on this day or before.")] = None
    external_id: ExternalId | None = None


def shaped(row: Row) -> Visit:
    return Visit(**{name: getattr(row, name) for name in Visit.__struct_fields__})

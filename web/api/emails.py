"""Emails to customers: which letter went to whom, what became of it, and sending it again. What they say stays out."""

from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta
from quart import Blueprint

from tenants import mail_book, newest_first
from tenants.api_keys import Scope
from tenants.emails import Delivery
from tenants.emails import Email as Row
from tenants.errors import NotFound
from web.api.endpoint import endpoint
from web.api.paging import narrowed, paged, where
from web.api.shapes import Listing, Moment, Page, Shape

FILTERS = ("customer_id", "about", "about_id", "letter", "status")

blueprint = Blueprint("emails", __name__, url_prefix="/emails")


class Email(Shape):
    """A letter to a person of a customer. Those to the company's own people are not here."""

    id: UUID
    letter: Annotated[str, Meta(description="Like `invoice_sent` or `visit_rescheduled`.")]
    customer_id: UUID
    contact_id: UUID | None
    to_name: str
    to_address: str
    about: Annotated[str, Meta(description="The kind of record it is about, like `invoice`.")]
    about_id: UUID | None
    status: Delivery
    reason: Annotated[str, Meta(description="What the mail service said of one that did not arrive.")]
    resends_id: Annotated[UUID | None, Meta(description="The email that this one sends again.")]
    created_at: Moment
    sent_at: Moment | None
    settled_at: Moment | None


class EmailsWanted(Listing):
    customer_id: UUID | None = None
    about: Annotated[str, Meta(max_length=40)] | None = None
    about_id: UUID | None = None
    letter: Annotated[str, Meta(max_length=60)] | None = None
    status: Delivery | None = None


@blueprint.get("")
@endpoint(Scope.EMAILS)
async def index(wanted: EmailsWanted) -> Page[Email]:
    """List emails."""
    found = _to_customers().filter(**narrowed(wanted, *FILTERS))
    return paged(await newest_first.page(found, where(wanted), wanted.limit), wanted, shaped)


@blueprint.get("/<uuid:email_id>")
@endpoint(Scope.EMAILS)
async def show(email_id: UUID) -> Email:
    """Read what became of an email."""
    return shaped(await _one(email_id))


@blueprint.post("/<uuid:email_id>/resend")
@endpoint(Scope.EMAILS)
async def resend(email_id: UUID) -> Email:
    """Send an email once more, to where its reader is reached today. Asked again, it is the one that went then."""
    row = await _one(email_id)
    return shaped(await _one(await mail_book.again(row.id)))


def shaped(row: Row) -> Email:
    return Email(**{name: getattr(row, name) for name in Email.__struct_fields__})


def _to_customers() -> Any:
    """Some of those to the company's own people are about a customer too."""
    return Row.filter(customer_id__isnull=False).exclude(letter__startswith="staff_")


async def _one(email_id: UUID) -> Row:
    """Raises NotFound, also for one to the company's own people."""
    found: Row | None = await _to_customers().get_or_none(id=email_id)
    if found is None:
        raise NotFound
    return found

"""Contacts, as the company's programs write them down, read and invite them."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field
from quart import Blueprint

from templates.language import LANGUAGES
from tenants import contacts, external_ids, invitations, newest_first
from tenants.api_keys import Scope
from tenants.contacts import Typed
from tenants.customers import Contact as Row
from tenants.customers import May
from tenants.errors import Conflict, Invalid
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, held
from web.api.shapes import ExternalId, Listing, Moment, Page, Shape, said

PATH = "/api/v1/contacts"
Rights = Annotated[
    list[May],
    Meta(description="billing: gets bills, may pay; approve: answers estimates and agreements; visits: hears of them."),
]
Language = Annotated[str, Meta(description="Like `es`; empty for the company's own.")]

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")


class Contact(Shape):
    """A person of a customer, who signs in to the portal."""

    id: UUID
    external_id: str | None
    customer_id: UUID
    name: str
    email: str
    phone: str
    language: Language
    rights: Rights
    created_at: Moment


class ContactNamed(Shape):
    customer_id: UUID
    name: str
    email: str
    phone: str = ""
    language: Language = ""
    rights: Rights = field(default_factory=lambda: list(May))


class NewContact(ContactNamed):
    external_id: ExternalId | None = None


class ContactChange(Shape):
    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    rights: Rights | UnsetType = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class ContactsWanted(Listing):
    customer_id: UUID | None = None
    email: str | None = None
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.CUSTOMERS)
async def index(wanted: ContactsWanted) -> Page[Contact]:
    """List contacts. Those who were removed are not among them."""
    found = Row.filter(removed_at=None, **narrowed(wanted, "customer_id", "external_id"))
    if wanted.email:
        found = found.filter(email__iexact=wanted.email)
    return paged(await newest_first.page(found, where(wanted), wanted.limit), wanted, shaped)


@blueprint.post("")
@endpoint(Scope.CUSTOMERS)
async def create(given: NewContact) -> Made[Contact]:
    """Write a contact down. Nobody is mailed."""
    return await _add(given, given.external_id)


@blueprint.get("/<uuid:contact_id>")
@endpoint(Scope.CUSTOMERS)
async def show(contact_id: UUID) -> Contact:
    """Read a contact."""
    return shaped(await one(contact_id))


@blueprint.patch("/<uuid:contact_id>")
@endpoint(Scope.CUSTOMERS)
async def change(contact_id: UUID, given: ContactChange) -> Contact:
    """Change what is given of a contact. Another email address signs them out, and their old mailbox is told."""
    row = await held(Row, contact_id, removed_at=None)
    await contacts.change(
        row,
        Typed(
            name=said(given.name, row.name),
            email=said(given.email, row.email),
            phone=said(given.phone, row.phone),
            language=_shipped(said(given.language, row.language)),
            rights=frozenset(said(given.rights, rights(row))),
        ),
    )
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(await one(contact_id))


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.CUSTOMERS)
async def put(external_id: str, given: ContactNamed) -> Contact | Made[Contact]:
    """Have a contact with this external id say this, new or not. They stay their customer's.

    One who became another contact, since their customers were merged, is that one.
    """
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _add(given, external_id)
    if row.removed_at and not row.merged_into_id:
        raise Conflict("This contact was removed.")
    row = await one(row.merged_into_id or row.id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "A contact stays their customer's.")
    await contacts.change(row, _typed(given))
    return shaped(await one(row.id))


@blueprint.post("/<uuid:contact_id>/invite")
@endpoint(Scope.CUSTOMERS)
async def invite(contact_id: UUID) -> None:
    """Mail a contact the way into the portal."""
    await invitations.invite(await one(contact_id))


@blueprint.post("/<uuid:contact_id>/remove")
@endpoint(Scope.CUSTOMERS)
async def remove(contact_id: UUID) -> None:
    """Take a contact out, at once: they are signed out and their links are dead. What they signed stays."""
    await contacts.remove(await one(contact_id))


async def one(contact_id: UUID) -> Row:
    """Raises NotFound, also for one who was removed."""
    return await at(Row, contact_id, removed_at=None)


def rights(row: Row) -> list[May]:
    return [may for may in May if getattr(row, may)]


def shaped(row: Row) -> Contact:
    return Contact(
        id=row.id,
        external_id=row.external_id,
        customer_id=row.customer_id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        rights=rights(row),
        created_at=row.created_at,
    )


async def _add(given: ContactNamed, external_id: str | None) -> Made[Contact]:
    row = await contacts.add(await references.customer(given.customer_id), _typed(given))
    await external_ids.call(row, external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


def _typed(given: ContactNamed) -> Typed:
    return Typed(given.name, given.email, given.phone, _shipped(given.language), frozenset(given.rights))


def _shipped(language: str) -> str:
    if language and language not in LANGUAGES:
        raise Invalid("language", "There is no such language here.")
    return language

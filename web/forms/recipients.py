"""To whom a document goes: what a form ticked, among the people who may get it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenants import customers
from tenants.customers import Contact, May
from tenants.errors import Invalid
from web.forms.ids import id_of

TO = "to."


async def picked(customer_id: UUID, may: May, form: Mapping[str, str]) -> list[Contact]:
    """Those of the customer's contacts that are ticked, of whom each `may` get it.

    Raises Invalid("to") for nobody, where there is somebody, and for whoever is ticked and gets nothing: nobody is left
    out unsaid.
    """
    people = await customers.contacts(customer_id, may)
    ticked = [contact for contact in people if f"{TO}{contact.id}" in form]
    known = {f"{TO}{contact.id}" for contact in people}
    if strange := next((name for name in form if name.startswith(TO) and name not in known), None):
        raise await _why_not(customer_id, id_of(strange.removeprefix(TO)))
    if people and not ticked:
        raise Invalid("to", "Please tick at least one person.")
    return ticked


async def _why_not(customer_id: UUID, ticked: UUID | None) -> Invalid:
    contact = await Contact.get_or_none(id=ticked, customer_id=customer_id) if ticked else None
    if contact is None:
        return Invalid("to", "Somebody is ticked who is no contact of this customer. Please look who gets it.")
    if contact.removed_at:
        return Invalid("to", "%(name)s has been removed meanwhile. Please look who gets it.", name=contact.name)
    return Invalid("to", "%(name)s no longer gets this kind of mail. Please look who gets it.", name=contact.name)


def rows(people: Sequence[Contact], form: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """For the page: everybody, ticked as the form has it, all of them before there was one."""
    return [
        {
            "id": str(contact.id),
            "name": contact.name,
            "email": contact.email,
            "ticked": form is None or f"{TO}{contact.id}" in form,
        }
        for contact in people
    ]

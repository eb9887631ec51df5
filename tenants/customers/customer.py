"""The customer, their properties and their people, and how to write to these."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants import emails
from tenants.isolation import TenantOwned


class May(StrEnum):
    """What a contact may have a hand in, by the column of Contact that says so."""

    BILLING = "billing"  # gets bills, and may pay
    APPROVE = "approve"  # gets estimates and agreements, and may answer them
    VISITS = "visits"  # hears of visits


class Customer(TenantOwned):
    name = fields.CharField(max_length=160)
    billing_address = fields.TextField(default="")
    external_id: Any = fields.CharField(max_length=120, null=True)
    reminds = fields.BooleanField(default=True, db_default=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "customer"


class Property(TenantOwned):
    customer_id = fields.UUIDField()
    name = fields.CharField(max_length=120, default="")
    address = fields.TextField()
    archived_at: Any = fields.DatetimeField(null=True)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "property"


class Contact(TenantOwned):
    """One person at one customer. The same address at two customers, or two companies, is two contacts.

    `language` is the one they chose to read in, like `es`; empty for the company's. `quiet` are the topics of letters
    they do without. `billing`, `approve` and `visits` are their rights, as May names them. `merged_into_id` is the
    contact that a removed one goes on as, since their customers became one.
    """

    customer_id = fields.UUIDField()
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    phone = fields.CharField(max_length=40, default="")
    language = fields.CharField(max_length=8, default="", db_default="")
    quiet: Any = fields.JSONField(default=list, db_default=[])
    billing = fields.BooleanField(default=True, db_default=True)
    approve = fields.BooleanField(default=True, db_default=True)
    visits = fields.BooleanField(default=True, db_default=True)
    removed_at: Any = fields.DatetimeField(null=True)
    merged_into_id: Any = fields.UUIDField(null=True)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "contact"


async def contacts(customer_id: UUID, may: May | None = None) -> list[Contact]:
    """The customer's contacts, without those who were removed, in the order they came; with `may` those who may."""
    found = Contact.filter(customer_id=customer_id, removed_at=None, **({may: True} if may else {}))
    return await found.order_by("created_at", "id")


async def write(letter: str, people: Iterable[Contact], *, key: str, about: TenantOwned, facts: dict[str, Any]) -> None:
    """Queue `letter` to each of these contacts, once for `key`; `facts` as emails.write takes them."""
    for contact in people:
        await emails.write(
            letter,
            key=f"{key}:{contact.id}",
            to=(contact.name, contact.email),
            about=about,
            customer_id=contact.customer_id,
            facts=facts,
        )

"""Customer (is billed), Property (is where work is done), Contact (a person of a customer, who signs in)."""

from typing import Any

from tortoise import fields

from tenants.isolation import TenantOwned


class Customer(TenantOwned):
    name = fields.CharField(max_length=160)
    billing_address = fields.TextField(default="")
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "customer"


class Property(TenantOwned):
    customer_id = fields.UUIDField()
    name = fields.CharField(max_length=120, default="")
    address = fields.TextField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "property"


class Contact(TenantOwned):
    """One person at one customer. The same address at two customers, or two companies, is two contacts.

    `language` is the one they chose to read in, like `es`; empty for the company's. `quiet` are the topics of letters
    they do without.
    """

    customer_id = fields.UUIDField()
    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    phone = fields.CharField(max_length=40, default="")
    language = fields.CharField(max_length=8, default="", db_default="")
    quiet: Any = fields.JSONField(default=list, db_default=[])
    removed_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "contact"

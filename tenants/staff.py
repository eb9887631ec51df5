"""StaffMember: a person of the company, and what they may do there."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants import emails
from tenants.isolation import TenantOwned
from tenants.tenant import Tenant

CONSOLE = {
    "agreement": "/staff/agreements",
    "customer": "/staff/customers",
    "estimate": "/staff/estimates",
    "invoice": "/staff/invoices",
    "job": "/staff/jobs",
    "service_request": "/staff/requests",
    "thread": "/staff/messages",
}
"""Where the console shows a record, by its table."""


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class StaffMember(TenantOwned):
    """`invited_at` and `joined_at` are when they were last asked to come, and when they first came.

    `language` is what they chose to read in; empty for the company's own.
    """

    name = fields.CharField(max_length=120)
    email = fields.CharField(max_length=254)
    role = fields.CharEnumField(Role, max_length=10, default=Role.MEMBER)
    language = fields.CharField(max_length=8, default="", db_default="")
    invited_at: Any = fields.DatetimeField(null=True)
    joined_at: Any = fields.DatetimeField(null=True)
    removed_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "staff_member"


def console_path(about: str, about_id: UUID | None) -> str:
    """The console's page about a record of the table `about`; its home for what has none."""
    return f"{CONSOLE[about]}/{about_id}" if about in CONSOLE else "/staff"


async def owners() -> list[StaffMember]:
    """Who is told of what is grave: the owners of the acting company."""
    return await StaffMember.filter(role=Role.OWNER, removed_at=None).order_by("created_at")


async def inbox() -> list[StaffMember]:
    """Who is told what happens to money: the owners and admins of the acting company."""
    return await StaffMember.filter(removed_at=None, role__in=[Role.OWNER, Role.ADMIN]).order_by("created_at")


async def write(letter: str, *, key: str, about: TenantOwned | Tenant, facts: dict[str, Any]) -> None:
    """Queue `letter` to each of the inbox, once for `key`; `facts` as emails.write takes them."""
    for member in await inbox():
        await emails.write(
            letter,
            key=f"{key}:{member.id}",
            to=(member.name, member.email),
            about=about,
            customer_id=None,
            facts=facts,
        )

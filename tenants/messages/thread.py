"""Thread: the conversation about one record. Message: what somebody wrote into it, for good."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from tenants.isolation import TenantOwned

LONGEST = 5_000
"""Characters of one message."""

PATHS = {
    "invoice": "/invoices",
    "estimate": "/estimates",
    "job": "/jobs",
    "agreement": "/agreements",
    "service_request": "/service-requests",
}
"""What can be written about, by the table of the record, and where the portal shows it."""


class Author(StrEnum):
    CONTACT = "contact"
    STAFF = "staff"


class Via(StrEnum):
    PORTAL = "portal"
    MAIL = "mail"


class Thread(TenantOwned):
    """`number` and `title` are the record's, for letters. `seen` has, by contact, when they last looked.

    `waiting_since` is the first message of the customer's that nobody has answered, `read_at` when somebody of the
    company last looked.
    """

    customer_id = fields.UUIDField()
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    number = fields.CharField(max_length=40, default="")
    title = fields.CharField(max_length=160, default="")
    seen: Any = fields.JSONField(default=dict)
    created_at = fields.DatetimeField(auto_now_add=True)
    last_at = fields.DatetimeField()
    waiting_since: Any = fields.DatetimeField(null=True)
    read_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "thread"

    @property
    def path(self) -> str:
        return f"{PATHS[self.about]}/{self.about_id}"


class Message(TenantOwned):
    """Append-only. `left_out` says that a mail had attachments; `external_id` is the mail's, so that it comes once."""

    thread_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    author = fields.CharEnumField(Author, max_length=10)
    contact_id: Any = fields.UUIDField(null=True)
    staff_member_id: Any = fields.UUIDField(null=True)
    name = fields.CharField(max_length=160)
    body = fields.TextField()
    via = fields.CharEnumField(Via, max_length=10, default=Via.PORTAL)
    left_out = fields.BooleanField(default=False)
    external_id: Any = fields.CharField(max_length=100, null=True)
    at = fields.DatetimeField()

    class Meta:
        table = "message"

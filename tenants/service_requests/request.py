"""The service request itself: its states, its row, and who may lay hands on it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants.errors import NotFound
from tenants.isolation import TenantOwned


class RequestStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    CONVERTED = "converted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Urgency(StrEnum):
    WHENEVER = "whenever"
    SOON = "soon"
    URGENT = "urgent"


PARTS_OF_DAY = ("any", "morning", "afternoon")
OPEN = (RequestStatus.SUBMITTED, RequestStatus.ACKNOWLEDGED)
STILL_THEIRS = (RequestStatus.DRAFT, RequestStatus.SUBMITTED)
"""While it is in one of these, the customer may change it."""


class ServiceRequest(TenantOwned):
    """`key` names the form it is typed into, so that a form sent twice is one request.

    `contact_id` is who asked; None where the company wrote it down for somebody who is no contact. `typed` are a
    draft's fields as they stand in the form; what was sent stands in the columns. `wished` are
    {"on": ISO date, "part": one of PARTS_OF_DAY}; none means any day. `became` is {"about": table, "id": …}.
    """

    customer_id = fields.UUIDField()
    contact_id: Any = fields.UUIDField(null=True)
    property_id: Any = fields.UUIDField(null=True)
    key = fields.UUIDField()
    number = fields.CharField(max_length=40, default="")
    status = fields.CharEnumField(RequestStatus, max_length=12, default=RequestStatus.DRAFT)
    typed: Any = fields.JSONField(default=dict)
    name = fields.CharField(max_length=120, default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    what = fields.TextField(default="")
    urgency = fields.CharEnumField(Urgency, max_length=10, default=Urgency.SOON)
    wished: Any = fields.JSONField(default=list)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    submitted_at: Any = fields.DatetimeField(null=True)
    acknowledged_at: Any = fields.DatetimeField(null=True)
    closed_at: Any = fields.DatetimeField(null=True)
    closed_reason = fields.TextField(default="")
    became: Any = fields.JSONField(null=True)

    class Meta:
        table = "service_request"


async def find(customer_id: UUID, contact_id: UUID, request_id: UUID) -> ServiceRequest:
    """A request of this customer; a draft only for the contact who is writing it. Raises NotFound."""
    request = await ServiceRequest.get_or_none(id=request_id, customer_id=customer_id)
    if request is None or (request.status is RequestStatus.DRAFT and request.contact_id != contact_id):
        raise NotFound
    return request

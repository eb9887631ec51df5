"""Job, Visit and Assignment: work for a customer, the times somebody comes to do it, and who that is."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from tenants.isolation import TenantOwned

LONGEST_WHO = 160


class JobStatus(StrEnum):
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELED = "canceled"


class VisitStatus(StrEnum):
    SCHEDULED = "scheduled"
    DONE = "done"
    MISSED = "missed"
    CANCELED = "canceled"


OPEN = (JobStatus.SCHEDULED, JobStatus.IN_PROGRESS)
"""A job that is neither completed nor canceled."""


class Job(TenantOwned):
    """`description` is CommonMark. A job has no draft: the customer sees it from the start."""

    customer_id = fields.UUIDField()
    property_id: Any = fields.UUIDField(null=True)
    estimate_id: Any = fields.UUIDField(null=True)
    number = fields.CharField(max_length=40)
    title = fields.CharField(max_length=160)
    description = fields.TextField(default="")
    status = fields.CharEnumField(JobStatus, max_length=12, default=JobStatus.SCHEDULED)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    completed_at: Any = fields.DatetimeField(null=True)
    canceled_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "job"


class Visit(TenantOwned):
    """`starts_at` to `ends_at` is when somebody arrives, `who` are their names.

    It keeps its id when it is moved; `sequence` counts its changes, so that calendars know the newest, and so that
    nobody confirms a time they have not seen.
    """

    customer_id = fields.UUIDField()
    job_id = fields.UUIDField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    who = fields.CharField(max_length=LONGEST_WHO, default="")
    note = fields.TextField(default="")
    status = fields.CharEnumField(VisitStatus, max_length=10, default=VisitStatus.SCHEDULED)
    asks_confirmation = fields.BooleanField(default=False)
    confirmed_at: Any = fields.DatetimeField(null=True)
    confirmed_by = fields.CharField(max_length=160, default="")
    done_at: Any = fields.DatetimeField(null=True)
    sequence = fields.IntField(default=0)
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "visit"


class Assignment(TenantOwned):
    """A staff member who makes a visit. What the customer reads of it stands in the visit's `who`."""

    customer_id = fields.UUIDField()
    visit_id = fields.UUIDField()
    staff_member_id = fields.UUIDField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "assignment"

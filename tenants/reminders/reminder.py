"""ReminderStep and Reminder: on which days around the due date an invoice is reminded of, and that it was."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from tenants.isolation import TenantOwned


class ReminderStep(TenantOwned):
    """`days` after the due date; before it when negative."""

    days = fields.SmallIntField()

    class Meta:
        table = "reminder_step"


class Outcome(StrEnum):
    SENT = "sent"
    NOBODY = "nobody"


class Reminder(TenantOwned):
    """One step taken for one invoice, once; `outcome` says whether there was anybody to write to."""

    customer_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    days = fields.SmallIntField()
    outcome: Any = fields.CharEnumField(Outcome, max_length=10)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "reminder"

"""The company deletion: what went of a company and when. It names nobody, and stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from tenants.tenant import Tenant


class CompanyDeletion(Model):
    """Not tenant-owned, and about nobody: it stays when its company is gone.

    `counts` are the deleted rows by table, and the folders of files. `account_hash` tells what Stripe still says of a
    company that was here apart from what it says of one that nobody knows.
    """

    tenant_id = fields.UUIDField(primary_key=True)
    account_hash: Any = fields.BinaryField(null=True)
    counts: Any = fields.JSONField(default=dict)
    began_at = fields.DatetimeField()
    done_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "company_deletion"


def is_waiting(tenant: Tenant) -> bool:
    """Whether the time has come and something is waited for: money on its way, or a worker. For showing only."""
    return bool(tenant.deletes_at <= datetime.now(UTC))


def last_day(tenant: Tenant) -> date:
    """The last whole day on which the company can be kept: it is deleted at the midnight after."""
    last: date = (tenant.deletes_at.astimezone(tenant.zone) - timedelta(microseconds=1)).date()
    return last

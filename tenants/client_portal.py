"""What the company decides about the client portal: whether it is open, what it says and shows, what may be paid."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from tenants import activity
from tenants.activity import Activity
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.tenant import Tenant

LONGEST_WELCOME = 5_000
MOST_NOTES = 10

NOTES = f"""
SELECT by, facts ->> 'setting' AS setting, (facts ->> 'to')::boolean AS to, at FROM activity
 WHERE tenant_id = $1 AND about_id = $1 AND verb = 'portal_changed' ORDER BY at DESC, id LIMIT {MOST_NOTES}
"""  # noqa: S608 - our own number


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPortal:
    """Named as the columns of Tenant; `smallest_partial` in minor units. Raises Invalid for what cannot be."""

    portal_enabled: bool
    welcome: str
    shows_estimates: bool
    shows_jobs: bool
    shows_agreements: bool
    shows_service_requests: bool
    shows_job_photos: bool
    partial_payments: bool
    smallest_partial: int
    signature_required: bool

    def __post_init__(self) -> None:
        if len(self.welcome) > LONGEST_WELCOME:
            raise Invalid("welcome", "Please use %(most)s characters or fewer.", most=LONGEST_WELCOME)
        if self.smallest_partial < 0:
            raise Invalid("smallest_partial", "An amount cannot be less than nothing.")

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        return cls(**{name: getattr(tenant, name) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Note:
    """One change: `to` is what a switch was set to, None for a text or an amount."""

    by: str
    setting: str
    to: bool | None
    at: datetime


async def change(wanted: ClientPortal) -> list[str]:
    """Make it so, and note each change; the names of what changed.

    Who is signed in when the portal closes is signed out by that, for good.
    """
    unit = acting()
    tenant = await Tenant.filter(id=unit.tenant.id).select_for_update().get()
    was = ClientPortal.of(tenant)
    changed = {
        name: getattr(wanted, name) for name in ClientPortal.__slots__ if getattr(wanted, name) != getattr(was, name)
    }
    if changed:
        await Tenant.filter(id=tenant.id).update(**changed)
        await Activity.bulk_create([_note(tenant, name, value) for name, value in changed.items()])
    return list(changed)


async def notes() -> list[Note]:
    """The latest changes, newest first."""
    unit = acting()
    return [Note(**dict(row)) for row in await unit.rows(NOTES, unit.tenant.id)]


def _note(tenant: Tenant, name: str, value: Any) -> Activity:
    return activity.entry(tenant, "portal_changed", setting=name, to=value if isinstance(value, bool) else None)

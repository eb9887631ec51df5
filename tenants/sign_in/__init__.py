"""Signing in without passwords: MagicLink (asked for, mailed, used once) and Session (what it opens)."""

from tenants.isolation import acting
from tenants.sign_in.address import canonical, mailbox, masked
from tenants.sign_in.alive import alive
from tenants.sign_in.changing import change_address, end_address
from tenants.sign_in.entering import Browser, Entered, Refused, Request, by_code, by_link, opened, waiting, why_not
from tenants.sign_in.handing_over import hand_over
from tenants.sign_in.limits import is_mark
from tenants.sign_in.magic_link import (
    LIFE,
    MagicLink,
    Mailable,
    Purpose,
    addressee,
    mailable,
    request_link,
)
from tenants.sign_in.session import (
    ABSOLUTE,
    IDLE,
    Choice,
    Session,
    Undecided,
    Viewer,
    choices,
    end,
    find,
    pick,
    revoke,
    sessions,
    sign_out_everywhere,
)
from tenants.sign_in.staff_session import (
    STAFF_ABSOLUTE,
    Device,
    StaffViewer,
    Stage,
    find_staff,
    renew,
    staff_sessions,
)

DEAD_LINKS = "DELETE FROM magic_link WHERE tenant_id = $1 AND expires_at < now() - interval '7 days'"
DEAD_SESSIONS = """
DELETE FROM session
 WHERE tenant_id = $1 AND now() - interval '7 days' > least(expires_at, seen_at + $2::interval, revoked_at)
"""


async def cleanup() -> None:
    """Forget the acting company's requests and sessions that died a week ago: until then a link can say how."""
    unit = acting()
    await unit.rows(DEAD_LINKS, unit.tenant.id)
    await unit.rows(DEAD_SESSIONS, unit.tenant.id, IDLE)


__all__ = [
    "ABSOLUTE",
    "LIFE",
    "STAFF_ABSOLUTE",
    "Browser",
    "Choice",
    "Device",
    "Entered",
    "MagicLink",
    "Mailable",
    "Purpose",
    "Refused",
    "Request",
    "Session",
    "StaffViewer",
    "Stage",
    "Undecided",
    "Viewer",
    "addressee",
    "alive",
    "by_code",
    "by_link",
    "canonical",
    "change_address",
    "choices",
    "cleanup",
    "end",
    "end_address",
    "find",
    "find_staff",
    "hand_over",
    "is_mark",
    "mailable",
    "mailbox",
    "masked",
    "opened",
    "pick",
    "renew",
    "request_link",
    "revoke",
    "sessions",
    "sign_out_everywhere",
    "staff_sessions",
    "waiting",
    "why_not",
]

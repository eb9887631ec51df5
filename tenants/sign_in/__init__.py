"""Signing in without passwords: MagicLink (asked for, mailed, used once) and Session (what it opens)."""

from tenants.isolation import acting
from tenants.sign_in.address import canonical, mailbox, masked
from tenants.sign_in.entering import Browser, Entered, Refused, Request, by_code, by_link, opened, waiting
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

CLEANUP = (
    "DELETE FROM magic_link WHERE tenant_id = $1 AND expires_at < now() - interval '7 days'",
    "DELETE FROM session WHERE tenant_id = $1 AND least(expires_at, seen_at + interval '7 days', "
    "coalesce(revoked_at, 'infinity')) < now() - interval '7 days'",
)
"""Only what is dead goes, and a week later, so that an old link can still say what became of it."""


async def cleanup() -> None:
    """Forget the acting company's dead requests and sessions."""
    unit = acting()
    for sql in CLEANUP:
        await unit.rows(sql, unit.tenant.id)


__all__ = [
    "ABSOLUTE",
    "LIFE",
    "Browser",
    "Choice",
    "Entered",
    "MagicLink",
    "Mailable",
    "Purpose",
    "Refused",
    "Request",
    "Session",
    "Undecided",
    "Viewer",
    "addressee",
    "by_code",
    "by_link",
    "canonical",
    "choices",
    "cleanup",
    "end",
    "find",
    "mailable",
    "mailbox",
    "masked",
    "opened",
    "pick",
    "request_link",
    "revoke",
    "sessions",
    "sign_out_everywhere",
    "waiting",
]

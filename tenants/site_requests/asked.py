"""What was asked, as a page may tell of it: looking changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from tenants.isolation import statement
from tenants.sign_in import Refused
from tenants.sign_in.magic_link import digest
from tenants.site_requests.asking import LIVE
from tenants.site_requests.request import Purpose, SiteRequest

REQUEST = """
SELECT id, email, expires_at, browser_hash = $2 AS is_asker, proved_at IS NOT NULL AS is_proved,
       CASE WHEN consumed_at IS NOT NULL THEN 'used' WHEN replaced_at = created_at THEN 'withheld'
            WHEN replaced_at IS NOT NULL THEN 'replaced' WHEN expires_at <= now() THEN 'expired' END AS over
  FROM site_request WHERE purpose = $1 AND
"""
BY_SECRET = f"{REQUEST} secret_hash = $3"
BY_BROWSER = f"{REQUEST} browser_hash = $2 ORDER BY created_at DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a page may tell of it. `over` says why it is worth nothing any more."""

    id: UUID
    email: str
    expires_at: datetime
    is_asker: bool
    is_proved: bool
    over: Refused | None


async def opened(secret: str, browser: str) -> Asked | None:
    """The sign-up whose link was opened, without changing anything; None when there is none."""
    return _asked(await statement(BY_SECRET, Purpose.SIGN_UP, digest(browser), digest(secret)))


async def waiting(browser: str) -> Asked | None:
    """What this browser asked for last; None when it asked for nothing lately."""
    return _asked(await statement(BY_BROWSER, Purpose.SIGN_UP, digest(browser)))


async def wanted_of(asked: Asked) -> dict[str, str]:
    """The form as it was typed."""
    request = await SiteRequest.get(id=asked.id)
    return {str(name): str(value) for name, value in request.wanted.items()}


async def live(request_id: UUID) -> SiteRequest | None:
    """The request while its mail is of use."""
    rows = await statement(f"SELECT id FROM site_request WHERE id = $1 AND {LIVE}", request_id)  # noqa: S608 - ours
    return await SiteRequest.get(id=request_id) if rows else None


def _asked(rows: list[Record]) -> Asked | None:
    if not rows:
        return None
    row = rows[0]
    over = Refused(row["over"]) if row["over"] else None
    return Asked(row["id"], row["email"], row["expires_at"], bool(row["is_asker"]), row["is_proved"], over)

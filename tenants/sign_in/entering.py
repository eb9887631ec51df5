"""From a mailed link or a typed code to a session: once, in the right browser, or with a reason why not."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from asyncpg import Record

from tenants import allowances
from tenants.allowances import Budget
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.sign_in import limits, session, staff_session
from tenants.sign_in.address import canonical
from tenants.sign_in.magic_link import LIFE, LIVE, MagicLink, Purpose, digest

WRONG_CODES_A_LINK = 5
ADDRESSES = Budget("addresses typed for a sign-in link", 10, LIFE)


class Refused(StrEnum):
    """Why nobody was signed in."""

    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"
    WRONG_ADDRESS = "wrong address"
    WRONG_CODE = "wrong code"
    CODES_PAUSED = "codes paused"


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser at a door: the secret it asked with, what kind it is, the session it held before, its network.

    `address` is the one the history names with what staff do.
    """

    asking: str
    device: str = ""
    session: str | None = None
    network: str | None = None
    purpose: Purpose = Purpose.CONTACT
    address: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to sign in as a page may tell of it. `over` says why it is worth nothing any more."""

    id: UUID
    email: str
    expires_at: datetime
    is_asker: bool
    over: Refused | None
    next_path: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in: what their cookies are to carry, and where they wanted to go."""

    session_id: UUID
    reference: str
    next_path: str
    mark: str


REQUEST = """
SELECT id, email, expires_at, next_path, browser_hash = $3 AS is_asker,
       CASE WHEN consumed_at IS NOT NULL THEN 'used' WHEN replaced_at = created_at THEN 'withheld'
            WHEN replaced_at IS NOT NULL THEN 'replaced' WHEN expires_at <= now() THEN 'expired' END AS over
  FROM magic_link WHERE tenant_id = $1 AND purpose = $2 AND
"""
BY_SECRET = f"{REQUEST} secret_hash = $4"
BY_BROWSER = f"{REQUEST} browser_hash = $3 ORDER BY created_at DESC LIMIT 1"

WAITING = f"""
SELECT id, attempts FROM magic_link WHERE tenant_id = $1 AND purpose = $2 AND browser_hash = $3 AND {LIVE}
 ORDER BY created_at DESC LIMIT 1 FOR UPDATE
"""  # noqa: S608 - LIVE is ours

# The one act that makes a session: whoever comes second finds it consumed.
CONSUME = f"""
UPDATE magic_link SET consumed_at = now()
 WHERE tenant_id = $1 AND purpose = $2 AND id = $3 AND {LIVE}
   AND CASE WHEN purpose IN ('staff', 'handover')
       THEN EXISTS (SELECT 1 FROM staff_member WHERE staff_member.tenant_id = $1
                                    AND lower(staff_member.email) = magic_link.email
                                    AND staff_member.removed_at IS NULL)
       ELSE EXISTS (SELECT 1 FROM tenant WHERE id = $1 AND portal_open)
        AND EXISTS (SELECT 1 FROM contact WHERE contact.tenant_id = $1 AND contact.canonical_email = magic_link.email
                                            AND contact.removed_at IS NULL) END
RETURNING email, next_path, is_known
"""  # noqa: S608 - LIVE is ours


async def opened(secret: str, browser: Browser) -> Request | None:
    """The request whose link was opened, without changing anything; None when there is no such link here."""
    unit = acting()
    row = await unit.row(BY_SECRET, unit.tenant.id, browser.purpose, digest(browser.asking), digest(secret))
    return _request(row) if row else None


async def waiting(browser: Browser) -> Request | None:
    """What `browser` asked for last; None when it asked for nothing lately."""
    unit = acting()
    row = await unit.row(BY_BROWSER, unit.tenant.id, browser.purpose, digest(browser.asking))
    return _request(row) if row else None


def why_not(request: Request | None) -> Refused:
    """Why the request signs nobody in; UNKNOWN when there is none, or nobody behind it."""
    return (request and request.over) or Refused.UNKNOWN


async def by_link(secret: str, typed: str, browser: Browser) -> Entered | Refused:
    """Sign in with the mailed secret: in the browser that asked, elsewhere with the address it was mailed to."""
    request = await opened(secret, browser)
    if request is None or request.over:
        return why_not(request)
    if not request.is_asker and not await _is_theirs(request, typed):
        return Refused.WRONG_ADDRESS
    if entered := await _enter(request.id, browser):
        return entered
    return why_not(await opened(secret, browser))


async def by_code(typed: str, browser: Browser) -> Entered | Refused:
    """Sign in with the mailed code, in the browser that asked. Wrong ones are counted, so do not roll back."""
    unit = acting()
    row = await unit.row(WAITING, unit.tenant.id, browser.purpose, digest(browser.asking))
    if row is None:
        return why_not(await waiting(browser))
    link = await MagicLink.get(id=row["id"])
    tries = limits.code_uses(link.email, browser.network)
    if row["attempts"] >= WRONG_CODES_A_LINK or not await allowances.spend(*tries):
        return Refused.CODES_PAUSED
    if not await limits.spend_companys(limits.COMPANY_CODES):
        return Refused.CODES_PAUSED
    if not hmac.compare_digest("".join(typed.split()).encode(), link.code.encode()):
        await unit.rows(
            "UPDATE magic_link SET attempts = attempts + 1 WHERE tenant_id = $1 AND id = $2", link.tenant_id, link.id
        )
        return Refused.WRONG_CODE
    await allowances.give_back(*tries, (limits.COMPANY_CODES, unit.tenant.id))
    return await _enter(link.id, browser) or Refused.UNKNOWN


async def _is_theirs(request: Request, typed: str) -> bool:
    try:
        email = canonical(typed)
    except Invalid:
        return False
    return await allowances.spend((ADDRESSES, request.id)) and email == request.email


async def _enter(link_id: UUID, browser: Browser) -> Entered | None:
    unit = acting()
    row = await unit.row(CONSUME, unit.tenant.id, browser.purpose, link_id)
    if row is None:
        return None
    if browser.session:
        await session.end(browser.session)
    # A mail that was used was wanted: it does not count against the person.
    await allowances.give_back(*limits.mail_uses(row["email"], is_known=row["is_known"]))
    if browser.purpose is Purpose.CONTACT:
        session_id, reference = await session.begin(row["email"], browser.device)
    else:
        session_id, reference = await staff_session.begin(row["email"], browser.device, browser.address)
    return Entered(session_id, reference, row["next_path"], limits.mark(row["email"]))


def _request(row: Record) -> Request:
    over = Refused(row["over"]) if row["over"] else None
    return Request(row["id"], row["email"], row["expires_at"], bool(row["is_asker"]), over, row["next_path"])

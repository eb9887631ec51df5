"""From a mailed link or a typed code to a company: the proof first, then the company, once."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from tenants import activity, allowances, founding
from tenants.errors import Invalid
from tenants.founding import TAKEN, Wanted
from tenants.isolation import acting_for, statement
from tenants.sign_in import Refused, canonical, hand_over
from tenants.sign_in.magic_link import digest
from tenants.site_requests import limits
from tenants.site_requests.asked import Asked, opened, waiting
from tenants.site_requests.asking import LIVE, Nobody
from tenants.site_requests.request import SiteRequest

WRONG_CODES = 5

# Whoever proved it holds it from now on: in another browser, that one.
PROVE = f"""
UPDATE site_request SET proved_at = coalesce(proved_at, now()), browser_hash = $2 WHERE id = $1 AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours

CONSUME = f"""
UPDATE site_request SET consumed_at = now() WHERE id = $1 AND proved_at IS NOT NULL AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours

CODE_TRY = f"""
UPDATE site_request SET attempts = attempts + 1 WHERE id = $1 AND attempts < $2 AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours


@dataclass(frozen=True, slots=True)
class Founded:
    """The company stands; `address` is the one-time link that signs its owner in there."""

    address: str


async def by_link(secret: str, typed: str, browser: str) -> UUID | Refused:
    """Prove with the mailed secret: in the browser that asked, elsewhere with the address it was mailed to."""
    asked = await opened(secret, browser)
    if asked is None or asked.over:
        return (asked and asked.over) or Refused.UNKNOWN
    if not asked.is_asker and not await _is_theirs(asked, typed):
        return Refused.WRONG_ADDRESS
    return asked.id if await statement(PROVE, asked.id, digest(browser)) else Refused.EXPIRED


async def by_code(typed: str, browser: str, network: str | None) -> UUID | Refused:
    """Prove with the mailed code, in the browser that asked."""
    asked = await waiting(browser)
    if asked is None or asked.over:
        return (asked and asked.over) or Refused.UNKNOWN
    async with acting_for(Nobody()):
        if network and not await allowances.spend((limits.NETWORK_CODES, network)):
            return Refused.CODES_PAUSED
    if not await statement(CODE_TRY, asked.id, WRONG_CODES):
        return Refused.CODES_PAUSED
    request = await SiteRequest.get(id=asked.id)
    if not hmac.compare_digest("".join(typed.split()).encode(), request.code.encode()):
        return Refused.WRONG_CODE
    return asked.id if await statement(PROVE, asked.id, digest(browser)) else Refused.EXPIRED


async def complete(request_id: UUID, wanted: Wanted, network: str | None) -> Founded | Refused:
    """Found the company of a proved sign-up. Raises Invalid("slug") when its address was taken meanwhile."""
    tenant = wanted.tenant()
    try:
        async with acting_for(tenant) as unit:
            if await unit.row(CONSUME, request_id) is None:
                return Refused.USED
            if not await allowances.spend(*limits.companies(canonical(wanted.owner_email), network)):
                return Refused.WITHHELD
            await founding.settle(tenant, wanted)
            await activity.note(tenant, "signed_up", by=founding.one_line(wanted.owner_name))
            return Founded(tenant.url(await hand_over(canonical(wanted.owner_email), "/staff/start")))
    except IntegrityError as error:
        raise Invalid("slug", TAKEN) from error


async def _is_theirs(asked: Asked, typed: str) -> bool:
    try:
        email = canonical(typed)
    except Invalid:
        return False
    async with acting_for(Nobody()):
        return await allowances.spend((limits.ADDRESSES, asked.id)) and email == asked.email

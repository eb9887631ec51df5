"""Asking at the base domain: kept and mailed in one unit of work, alike for known and unknown addresses."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tenants import allowances, slugs
from tenants.errors import TooMany
from tenants.isolation import acting, acting_for
from tenants.sign_in import LIFE, canonical
from tenants.sign_in.limits import network_uses
from tenants.site_requests import limits
from tenants.site_requests.request import Purpose, SiteRequest
from tenants.slugs import Standing
from tenants.tasks import Lane, later_for_nobody


@dataclass(frozen=True, slots=True)
class Nobody:
    """Whom a unit of work acts for where there is no company: it owns nothing and sees nothing."""

    id: UUID = field(default_factory=uuid4)


LIVE = "consumed_at IS NULL AND replaced_at IS NULL AND expires_at > now()"

REPLACE = f"""
UPDATE site_request SET replaced_at = now() WHERE purpose = $1 AND email = $2 AND proved_at IS NULL AND {LIVE}
"""  # noqa: S608 - LIVE is ours

# Beyond a mailbox's limits it is born replaced, so that the newest link that was mailed goes on working.
ASK = """
INSERT INTO site_request (id, purpose, email, language, wanted, nonce, secret_hash, browser_hash, attempts,
                          created_at, expires_at, replaced_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, now(), now() + $9, CASE WHEN $10 THEN NULL ELSE now() END)
"""


async def ask(
    purpose: Purpose,
    typed: str,
    *,
    browser: str,
    network: str | None,
    language: str,
    wanted: dict[str, str] | None = None,
) -> bool:
    """Ask for the mail of `purpose` to the address as typed, for the browser that holds the secret `browser`.

    False when the network has asked too often: then nothing is kept. Raises Invalid("email").
    """
    email = canonical(typed)
    async with acting_for(Nobody()):
        if network and not await allowances.spend(*network_uses(network)):
            return False
        request = SiteRequest.asked(purpose, email, browser, language, wanted or {})
        is_within = await allowances.spend(*limits.mail_uses(email))
        if is_within:
            await acting().rows(REPLACE, purpose, email)
        await _keep(request, is_within=is_within)
        if is_within:
            await later_for_nobody("answer_site_request", request.id, lane=Lane.SIGN_IN)
    return True


async def _keep(request: SiteRequest, *, is_within: bool) -> None:
    await acting().rows(
        ASK,
        request.id,
        request.purpose,
        request.email,
        request.language,
        SiteRequest._meta.fields_map["wanted"].to_db_value(request.wanted, SiteRequest),  # noqa: SLF001
        request.nonce,
        request.secret_hash,
        request.browser_hash,
        LIFE,
        is_within,
    )


async def slug_standing(typed: str, network: str | None) -> Standing:
    """Whether the slug is to be had. Raises TooMany for a network that asks for all of them."""
    async with acting_for(Nobody()):
        if network and not await allowances.spend((limits.SLUGS, network)):
            raise TooMany("Too many addresses were looked up. Please send the form: it is checked then.")
        return await slugs.standing(typed)

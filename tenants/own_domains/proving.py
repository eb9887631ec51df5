"""Proving a domain, at once or later and ever again: by a text nobody else could put there, and by whereto it leads."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from tenants import activity, dns_lookup, staff
from tenants.dns_lookup import AAAA, CNAME, TXT, A
from tenants.errors import Unavailable, marked
from tenants.isolation import acting_for
from tenants.lifecycle import move
from tenants.own_domains.own_domain import LIVE, DomainStatus, OwnDomain, proof_name, proof_text
from tenants.tasks import later
from tenants.tenant import Tenant

MOST_FAILURES = 6
"""Checks of a proven domain, an hour apart, that may fail before the portal goes back to its first address."""
SOON, OFTEN, HOURLY = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)
EAGER = timedelta(minutes=15)

NO_TEXT = marked("We do not find the TXT record yet. It can take an hour until others see what you have entered.")
OTHER_TEXT = marked("There is a TXT record, but it says something else.")
LEADS_ELSEWHERE = marked(
    "The TXT record is there. The domain does not lead to us yet: please add the CNAME record too."
)
NO_ANSWER = marked("The DNS of this domain does not answer just now.")
TAKEN = marked("This domain is in use by another company here.")


async def check(tenant: Tenant, domain: OwnDomain) -> None:
    """Ask the DNS now, and write down what it says."""
    problem = await _problem(tenant, domain)
    try:
        async with acting_for(tenant):
            await _write_down(tenant, domain.id, problem)
    except IntegrityError:
        async with acting_for(tenant):
            await OwnDomain.filter(id=domain.id).update(problem=TAKEN, checked_at=datetime.now(UTC))


async def check_later(tenant: Tenant, domain_id: str) -> None:
    """The check that comes by itself, once for each time it is due; it calls for the next one. Safe to run twice."""
    async with acting_for(tenant) as unit:
        domain = await OwnDomain.filter(id=UUID(domain_id), status__in=LIVE).select_for_update().get_or_none()
        if domain is None or domain.next_check_at > datetime.now(UTC) + timedelta(seconds=5):
            return
        if domain.status is DomainStatus.CLAIMED and domain.expires_at < datetime.now(UTC):
            await move(domain, DomainStatus.CLAIMED, DomainStatus.EXPIRED, ended_at=datetime.now(UTC))
            return
        due = datetime.now(UTC) + _pause(domain)
        await OwnDomain.filter(id=domain.id).update(next_check_at=due)
        await later("check_own_domain", domain.id, at=due)
        tenant = unit.tenant
    await check(tenant, domain)


async def _problem(tenant: Tenant, domain: OwnDomain) -> str:
    """Why the domain is not proven; empty when it is."""
    try:
        texts = (await dns_lookup.ask(proof_name(domain.domain), TXT)).texts
        if proof_text(domain) not in texts:
            return OTHER_TEXT if texts else NO_TEXT
        return "" if await _leads_to_us(tenant, domain.domain) else LEADS_ELSEWHERE
    except Unavailable:
        return NO_ANSWER


async def _leads_to_us(tenant: Tenant, name: str) -> bool:
    """An alias of our address, or the same addresses as ours: else a proven name would lead customers nowhere."""
    if (await dns_lookup.ask(name, CNAME)).aliases & {tenant.first_host, tenant.base_host}:
        return True
    for kind in (A, AAAA):
        theirs = (await dns_lookup.ask(name, kind)).addresses
        if theirs and theirs & (await dns_lookup.ask(tenant.first_host, kind)).addresses:
            return True
    return False


async def _write_down(tenant: Tenant, domain_id: UUID, problem: str) -> None:
    """Raises IntegrityError when another company has proven the name before."""
    domain = await OwnDomain.filter(id=domain_id, status__in=LIVE).select_for_update().get_or_none()
    if domain is None:
        return
    failures = domain.failures + 1 if problem else 0
    await OwnDomain.filter(id=domain.id).update(problem=problem, failures=failures, checked_at=datetime.now(UTC))
    if not problem and domain.status is DomainStatus.CLAIMED and domain.expires_at > datetime.now(UTC):
        await Tenant.filter(id=tenant.id).update(domain=domain.domain)
        await move(domain, DomainStatus.CLAIMED, DomainStatus.VERIFIED, verified_at=datetime.now(UTC))
        await activity.note(domain, "verified", domain=domain.domain)
    if domain.status is DomainStatus.VERIFIED and failures >= MOST_FAILURES:
        await _fall_back(tenant, domain)


async def _fall_back(tenant: Tenant, domain: OwnDomain) -> None:
    await move(domain, DomainStatus.VERIFIED, DomainStatus.LOST, ended_at=datetime.now(UTC))
    await Tenant.filter(id=tenant.id, domain=domain.domain).update(domain=None)
    await activity.note(domain, "lost", domain=domain.domain)
    facts = {"domain": domain.domain, "path": "/staff/settings/domain"}
    await staff.write("staff_domain_lost", key=f"{domain.id}:lost", about=domain, facts=facts)


def _pause(domain: OwnDomain) -> timedelta:
    if domain.status is DomainStatus.VERIFIED:
        return HOURLY
    return SOON if datetime.now(UTC) - domain.created_at < EAGER else OFTEN

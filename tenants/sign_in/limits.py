"""How often sign-in mail may be asked for and codes be wrong: strangers run out, the owner does not."""

import hmac
import logging
from datetime import timedelta
from ipaddress import ip_network

from settings import settings
from tenants import allowances
from tenants.allowances import Budget, Use
from tenants.isolation import acting
from tenants.sign_in.address import mailbox

log = logging.getLogger(__name__)

TEN_MINUTES = timedelta(minutes=10)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

MAILBOX_NOW = Budget("sign-in mail to a mailbox", 3, TEN_MINUTES)
MAILBOX_TODAY = Budget("sign-in mail to a mailbox today", 10, DAY)
# Whoever knows an address can use up its mails. Its owner's browsers, known from an earlier sign-in, have their own.
KNOWN_NOW = Budget("sign-in mail to a mailbox for its own browsers", 3, TEN_MINUTES)
KNOWN_TODAY = Budget("sign-in mail to a mailbox for its own browsers today", 10, DAY)
NETWORK = Budget("sign-in mail asked for by a network", 60, TEN_MINUTES)
SITE = Budget("sign-in mail asked for by a site", 300, TEN_MINUTES)
COMPANY = Budget("sign-in mail of a company", 600, TEN_MINUTES)

CODES_AN_HOUR = Budget("sign-in codes of a person", 10, HOUR)
CODES_A_DAY = Budget("sign-in codes of a person today", 30, DAY)
NETWORK_CODES = Budget("sign-in codes typed by a network", 30, HOUR)
COMPANY_CODES = Budget("sign-in codes of a company", 300, HOUR)


def mail_uses(email: str, *, is_known: bool) -> tuple[Use, Use]:
    now, today = (KNOWN_NOW, KNOWN_TODAY) if is_known else (MAILBOX_NOW, MAILBOX_TODAY)
    return (now, mailbox(email)), (today, mailbox(email))


def network_uses(network: str) -> list[Use]:
    """An IPv6 network is a /64 and costs nothing: whoever has one has the 65,536 of its /48."""
    if ":" not in network:
        return [(NETWORK, network)]
    return [(NETWORK, network), (SITE, ip_network(network).supernet(new_prefix=48))]


def code_uses(email: str, network: str | None) -> list[Use]:
    who = f"{acting().tenant.id}|{email}"
    return [(CODES_AN_HOUR, who), (CODES_A_DAY, who), *([(NETWORK_CODES, network)] if network else [])]


async def spend_companys(budget: Budget) -> bool:
    """Use the acting company's `budget` once; False, and a warning, when it is used up."""
    tenant_id = acting().tenant.id
    if await allowances.spend((budget, tenant_id)):
        return True
    log.warning("a company's limit is reached", extra={"tenant": str(tenant_id), "limit": budget.name})
    return False


def mark(email: str) -> str:
    """What a browser keeps of having signed in to `email` here: it opens nothing but that address's own budget."""
    message = f"known browser|{acting().tenant.id}|{email}"
    return hmac.digest(settings().secret_key.encode(), message.encode(), "sha256").hex()


def is_mark(held: str, email: str) -> bool:
    return hmac.compare_digest(held.encode("utf-8", "replace"), mark(email).encode())

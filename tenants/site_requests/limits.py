"""How often the base domain may be asked: strangers run out, and nobody is told."""

from datetime import timedelta

from tenants.allowances import Budget, Use
from tenants.sign_in import mailbox
from tenants.sign_in.limits import DAY, HOUR, TEN_MINUTES

MAILBOX_NOW = Budget("mail of the base domain to a mailbox", 3, TEN_MINUTES)
MAILBOX_TODAY = Budget("mail of the base domain to a mailbox today", 10, DAY)
NETWORK_CODES = Budget("sign-up codes typed by a network", 30, HOUR)
ADDRESSES = Budget("addresses typed for a sign-up link", 10, timedelta(minutes=10))
SLUGS = Budget("portal addresses asked about by a network", 150, TEN_MINUTES)
COMPANIES = Budget("companies founded by a network today", 20, DAY)
COMPANIES_OF_MAILBOX = Budget("companies founded by a mailbox today", 5, DAY)


def mail_uses(email: str) -> tuple[Use, Use]:
    return (MAILBOX_NOW, mailbox(email)), (MAILBOX_TODAY, mailbox(email))


def companies(email: str, network: str | None) -> list[Use]:
    return [(COMPANIES_OF_MAILBOX, mailbox(email)), *([(COMPANIES, network)] if network else [])]

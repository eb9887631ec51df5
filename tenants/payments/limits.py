"""Against trying out stolen cards: how many checkouts of a payer or company may come to nothing, or a network make."""

from datetime import timedelta
from uuid import UUID

from tenants import allowances
from tenants.allowances import Budget
from tenants.errors import TooMany
from tenants.ledger import PaymentAttempt

MOST_REFUSALS = 5
"""Refused tries in one checkout; then it is closed, and the payer has to press Pay again."""

BY_PAYER = Budget("checkouts of a payer", 10, timedelta(hours=1))
BY_NETWORK = Budget("checkouts of a network", 30, timedelta(hours=1))
BY_COMPANY = Budget("checkouts of a company", 500, timedelta(hours=1))


async def spend(attempt: PaymentAttempt, network: str | None) -> None:
    """Count a new checkout of this payer, company and, if it is known, network. Raises TooMany."""
    networks = [(BY_NETWORK, network)] if network else []
    if not await allowances.spend((BY_PAYER, _payer(attempt)), (BY_COMPANY, attempt.stripe_account), *networks):
        raise TooMany("That was tried very often. Please wait an hour, or call us.")


async def give_back(attempt: PaymentAttempt) -> None:
    """A checkout that was paid does not count for its payer and company; its network is written down nowhere."""
    await allowances.give_back((BY_PAYER, _payer(attempt)), (BY_COMPANY, attempt.stripe_account))


def _payer(attempt: PaymentAttempt) -> UUID:
    payer: UUID = attempt.share_link_id or attempt.contact_id or attempt.customer_id
    return payer

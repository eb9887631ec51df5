"""Connected accounts, by Stripe's second API: made for a company, set up on Stripe's own pages, read."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from tenants.stripe_gateway.connection import StripeDisconnected, StripeRefused, call_platform

INCLUDED = ["configuration.merchant", "requirements"]
GONE = frozenset({"resource_missing", "account_invalid", "not_found"})
"""Stripe's words for an account that this installation has no part in any more."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a company's account may take: `active`, `pending` (Stripe is checking), `restricted`, or nothing."""

    id: str
    cards: str
    bank_transfers: str

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        merchant = (body.get("configuration") or {}).get("merchant") or {}
        capabilities = merchant.get("capabilities") or {}

        def status(name: str) -> str:
            return str((capabilities.get(name) or {}).get("status") or "")

        return cls(body["id"], status("card_payments"), status("ach_debit_payments"))


async def create_account(company: UUID, before: str, *, name: str, email: str, country: str, currency: str) -> Account:
    """An account for this company; asked again after the same one `before`, it is the same account."""
    requested = ["card_payments", *(["ach_debit_payments"] if country == "us" else [])]
    params = {
        "display_name": name,
        **({"contact_email": email} if email else {}),
        "dashboard": "full",
        "identity": {"country": country},
        "defaults": {
            "currency": currency.lower(),
            "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
        },
        "configuration": {"merchant": {"capabilities": {it: {"requested": True} for it in requested}}},
        "metadata": {"tenant": str(company)},
        "include": INCLUDED,
    }
    key = f"acct:{company}:{before}"
    return Account.read(await _body(lambda v2: v2.core.accounts.create_async, params, key=key))


async def retrieve_account(account: str) -> Account:
    """Raises StripeDisconnected for one that is not this installation's any more."""
    try:
        body = await _body(lambda v2: v2.core.accounts.retrieve_async, account, {"include": INCLUDED})
    except StripeRefused as error:
        raise StripeDisconnected(error.code, str(error)) if error.code in GONE else error from error
    return Account.read(body)


async def onboarding_link(account: str, *, return_url: str, refresh_url: str) -> str:
    """The address of Stripe's pages for setting the account up: it opens once, within minutes."""
    onboarding = {"return_url": return_url, "refresh_url": refresh_url}
    params = {"account": account, "use_case": {"type": "account_onboarding", "account_onboarding": onboarding}}
    return str((await _body(lambda v2: v2.core.account_links.create_async, params))["url"])


async def _body(act: Any, *given: object, key: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = (await call_platform(act, *given, key=key)).to_dict()
    return body

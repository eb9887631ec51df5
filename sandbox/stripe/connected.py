"""Connected accounts: what the platform holds of each, in the shape of either API."""

import time
from datetime import UTC, datetime
from typing import Any

from sandbox.stripe import store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import emit
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import PLATFORM, Body

KIND = "v2.core.account"
CAPABILITIES = ("card_payments", "ach_debit_payments")
INCLUDED = ("configuration", "defaults", "identity", "requirements", "future_requirements")
PENDING = {
    "awaiting_action_from": "user",
    "description": "business_details",
    "errors": [],
    "minimum_deadline": {"status": "currently_due"},
}


DETAILS = {
    "restricted": [{"code": "requirements_past_due", "resolution": "provide_info"}],
    "pending": [{"code": "requirements_pending_verification", "resolution": "no_resolution"}],
}


def moment_text(at: float | None = None) -> str:
    """RFC 3339, as the second API writes moments."""
    return datetime.fromtimestamp(time.time() if at is None else at, UTC).isoformat().replace("+00:00", "Z")


def create(account_id: str, params: dict[str, Any]) -> Body:
    """A new account that has yet to be onboarded."""
    requested = params.get("configuration", {}).get("merchant", {}).get("capabilities", {})
    capabilities = {name: _capability("restricted") for name in CAPABILITIES if name in requested}
    account: Body = {
        "id": account_id,
        "object": KIND,
        "applied_configurations": list(params.get("configuration", {})),
        "closed": False,
        "configuration": {"customer": None, "merchant": {"applied": True, "capabilities": capabilities}},
        "contact_email": params.get("contact_email"),
        "contact_phone": params.get("contact_phone"),
        "created": moment_text(),
        "dashboard": params.get("dashboard"),
        "defaults": {"currency": "usd", "locales": None, **params.get("defaults", {})},
        "display_name": params.get("display_name"),
        "future_requirements": None,
        "identity": params.get("identity", {"country": "us"}),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "requirements": {"entries": [PENDING], "summary": {"minimum_deadline": {"status": "currently_due"}}},
        "_connected": True,
    }
    return save(account)


def save(account: Body) -> Body:
    return store.put(PLATFORM, account, created=_unix(account["created"]))


def get(account_id: str) -> Body:
    """Raises StripeError 403 `account_invalid` unless the account exists and is connected to the platform."""
    account = store.find(PLATFORM, KIND, account_id)
    if account is None or not account["_connected"]:
        message = (
            f"The provided key does not have access to account '{account_id}' (or that account does not exist). "
            "Application access may have been revoked."
        )
        raise StripeError(403, message, code="account_invalid")
    return account


def set_capabilities(account: Body, statuses: dict[str, str]) -> Body:
    """`statuses`: capability -> active, pending or anything else; a settled account has no requirements left."""
    capabilities = account["configuration"]["merchant"]["capabilities"]
    for name, status in statuses.items():
        capabilities[name] = _capability(status if status in {"active", "pending"} else "restricted")
    is_ready = status_of(account, "card_payments") == "active"
    account["requirements"] = (
        {"entries": [], "summary": None}
        if is_ready
        else {"entries": [PENDING], "summary": {"minimum_deadline": {"status": "currently_due"}}}
    )
    return save(account)


def announce(account: Body) -> None:
    """Tell the platform's webhook that the account has changed."""
    emit(Moment(account["id"]), "account.updated", as_v1(account))


def disconnect(account: Body) -> Body:
    """The company leaves the platform: every later call on it is refused."""
    emit(Moment(account["id"]), "account.application.deauthorized", {"id": "ca_sandbox", "object": "application"})
    return save(account | {"_connected": False})


def status_of(account: Body, capability: str) -> str | None:
    """`active`, `restricted`, or None when it was never requested."""
    found = account["configuration"]["merchant"]["capabilities"].get(capability)
    return found["status"] if found else None


def payment_method_types(account_id: str, currency: str, allowed: list[str] | None) -> list[str]:
    """What a payer may use on this account: active, fit for the currency, and among `allowed` if that is given."""
    account = get(account_id)
    types = ["card"] if status_of(account, "card_payments") == "active" else []
    if currency == "usd" and status_of(account, "ach_debit_payments") == "active":
        types.append("us_bank_account")
    return [name for name in types if allowed is None or name in allowed]


def as_v2(account: Body, include: list[str] | None) -> Body:
    """Null unless included, as the second API has it."""
    tops = {name.split(".")[0] for name in include or []}
    hidden = {name: None for name in INCLUDED if name not in tops}
    return store.shown(account) | hidden


def as_v1(account: Body) -> Body:
    cards = status_of(account, "card_payments") == "active"
    bank = status_of(account, "ach_debit_payments") == "active"
    words = {True: "active", False: "inactive"}
    due = [] if cards else ["business_profile.url"]
    return {
        "id": account["id"],
        "object": "account",
        "business_profile": {"name": account["display_name"]},
        "capabilities": {"card_payments": words[cards], "us_bank_account_ach_payments": words[bank]},
        "charges_enabled": cards,
        "country": account["identity"].get("country", "us").upper(),
        "created": _unix(account["created"]),
        "default_currency": account["defaults"]["currency"],
        "details_submitted": cards,
        "email": account["contact_email"],
        "metadata": account["metadata"],
        "payouts_enabled": cards,
        "requirements": {"currently_due": due, "disabled_reason": "requirements.past_due" if due else None},
        "type": "none",
    }


def _capability(status: str) -> Body:
    return {"status": status, "status_details": DETAILS.get(status, [])}


def _unix(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())

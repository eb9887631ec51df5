"""Payment intents: a sum to be collected, through as many charges as it takes."""

from typing import Any

from quart import request

from sandbox.stripe import charges, store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import emit
from sandbox.stripe.instruments import DISPUTED, NEVER, OK, VERIFY
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

KIND = "payment_intent"


def begin(moment: Moment, amount: int, currency: str, given: dict[str, Any]) -> Body:
    """A new intent over `amount` minor units; `given` holds what else the caller knows of it."""
    intent: Body = {
        "id": store.new_id("pi"),
        "object": KIND,
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "application_fee_amount": given.get("application_fee_amount"),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "created": moment.at,
        "currency": currency,
        "customer": given.get("customer"),
        "description": given.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": given.get("metadata") or {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": given.get("payment_method_types", ["card"]),
        "processing": None,
        "receipt_email": given.get("receipt_email"),
        "setup_future_usage": given.get("setup_future_usage"),
        "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
    }
    intent["client_secret"] = f"{intent['id']}_secret_{store.new_id('x')}"
    store.put(moment.account, intent)
    emit(moment, "payment_intent.created", intent)
    return intent


def attempt(moment: Moment, intent: Body, method: Body) -> None:
    """Charge `method`: a card answers at once, a bank days later."""
    if method["_outcome"] == VERIFY:
        wait_for_verification(moment, intent, method)
        return
    charge = charges.begin(moment, intent, method)
    intent |= {"payment_method": method["id"], "latest_charge": charge["id"]}
    outcome = method["_outcome"]
    if method["type"] == "us_bank_account":
        intent["_outcome"] = outcome
        process(moment, intent, charge)
    elif outcome in {OK, DISPUTED}:
        succeed(moment, intent, charge)
    else:
        fail(moment, intent, charge, outcome)


def wait_for_verification(moment: Moment, intent: Body, method: Body) -> None:
    """A small amount is sent to the bank account, and nothing taken until the payer has told what it was."""
    url = f"{request.host_url}stripe/verify/{intent['id']}"
    waits = {"hosted_verification_url": url, "microdeposit_type": "descriptor_code", "arrival_date": moment.at + 86_400}
    intent |= {
        "payment_method": method["id"],
        "status": "requires_action",
        "next_action": {"type": "verify_with_microdeposits", "verify_with_microdeposits": waits},
        "_outcome": OK,
    }
    store.put(moment.account, intent)
    emit(moment, "payment_intent.requires_action", intent)


def verify(moment: Moment, intent: Body) -> Body:
    """The payer has told. Raises StripeError 400 when nothing waits for that."""
    if intent["status"] != "requires_action":
        raise StripeError(400, "Nothing waits to be verified here.")
    method = store.get(moment.account, "payment_method", intent["payment_method"])
    charge = charges.begin(moment, intent, method)
    intent |= {"latest_charge": charge["id"], "next_action": None}
    process(moment, intent, charge)
    return intent


def process(moment: Moment, intent: Body, charge: Body) -> None:
    charges.pend(moment, charge)
    intent |= {"status": "processing", "last_payment_error": None}
    store.put(moment.account, intent)
    emit(moment, "payment_intent.processing", intent)


def succeed(moment: Moment, intent: Body, charge: Body) -> None:
    charges.succeed(moment, charge)
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
    store.put(moment.account, intent)
    emit(moment, "payment_intent.succeeded", intent)


def fail(moment: Moment, intent: Body, charge: Body, reason: str) -> None:
    charges.fail(moment, charge, reason)
    intent |= {"status": "requires_payment_method", "last_payment_error": _error(moment, charge, reason)}
    store.put(moment.account, intent)
    emit(moment, "payment_intent.payment_failed", intent)


def waits_for_bank(intent: Body) -> bool:
    """Under way, and not by the account that stays so for ever."""
    return intent["status"] == "processing" and intent.get("_outcome") != NEVER


def _error(moment: Moment, charge: Body, reason: str) -> Body:
    is_card = charge["payment_method_details"]["type"] == "card"
    code = "authentication_required" if reason == "authentication_required" else charge["failure_code"]
    return {
        "charge": charge["id"],
        "code": code,
        **({"decline_code": reason} if is_card else {}),
        "message": charge["failure_message"],
        "payment_method": store.shown(store.get(moment.account, "payment_method", charge["payment_method"])),
        "type": "card_error" if is_card else "invalid_request_error",
    }

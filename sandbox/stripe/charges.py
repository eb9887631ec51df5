"""Charges: one attempt to take the money, and where it stands."""

from sandbox.stripe import balance, store
from sandbox.stripe.events import emit
from sandbox.stripe.instruments import BANK_WORDS, WORDS
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

KIND = "charge"
COPIED = ("amount", "currency", "customer", "description", "metadata", "statement_descriptor_suffix")
SHOWN_OF_CARD = ("brand", "last4", "exp_month", "exp_year", "funding", "country")


def begin(moment: Moment, intent: Body, method: Body) -> Body:
    """A charge of this intent by this method, not saved yet: its status is for the caller to decide."""
    is_card = method["type"] == "card"
    return {
        "id": store.new_id("ch" if is_card else "py"),
        "object": KIND,
        **{name: intent[name] for name in COPIED},
        "amount_captured": 0,
        "amount_refunded": 0,
        "application_fee": None,
        "application_fee_amount": intent["application_fee_amount"],
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "captured": False,
        "created": moment.at,
        "disputed": False,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(method),
        "receipt_url": None,
        "refunded": False,
        "status": "pending",
    }


def pend(moment: Moment, charge: Body) -> None:
    """A bank transfer under way."""
    store.put(moment.account, charge)
    emit(moment, "charge.pending", charge)


def succeed(moment: Moment, charge: Body) -> None:
    """The money is there; which fee it cost is known a little later, see `book`."""
    charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
    charge["outcome"] = {"network_status": "approved_by_network", "type": "authorized"}
    store.put(moment.account, charge)
    emit(moment, "charge.succeeded", charge)


def fail(moment: Moment, charge: Body, reason: str) -> None:
    """`reason` is a decline code of a card or the failure code of a bank."""
    is_card = charge["payment_method_details"]["type"] == "card"
    charge |= {
        "status": "failed",
        "failure_code": "card_declined" if is_card else reason,
        "failure_message": (WORDS if is_card else BANK_WORDS).get(reason, "The payment failed."),
        "outcome": {"network_status": "declined_by_network", "reason": reason, "type": "issuer_declined"},
    }
    store.put(moment.account, charge)
    emit(moment, "charge.failed", charge)


def book(moment: Moment, charge: Body) -> None:
    """Enter it in the balance: the fees appear on the charge, and `charge.updated` tells."""
    charge["balance_transaction"] = balance.charged(moment, charge)["id"]
    if charge["application_fee_amount"]:
        charge["application_fee"] = store.new_id("fee")
    store.put(moment.account, charge)
    emit(moment, "charge.updated", charge)


def _details(method: Body) -> Body:
    kind = method["type"]
    if kind == "card":
        details = {name: method["card"][name] for name in SHOWN_OF_CARD}
        return {"type": "card", "card": {**details, "network": details["brand"], "three_d_secure": None}}
    return {"type": kind, kind: {**method[kind], "mandate": None, "payment_reference": None}}

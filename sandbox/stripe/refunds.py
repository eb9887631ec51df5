"""Refunds: money sent back, in parts if need be; to a bank account it takes days and may fail."""

from typing import Any

from sandbox.stripe import balance, store
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.events import emit
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

KIND = "refund"


def make(moment: Moment, charge: Body, amount: int | None, given: dict[str, Any]) -> Body:
    """Refund `amount` minor units of the charge, or what is left. Raises StripeError 400 when that cannot be."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    _check(moment, charge, amount, left)
    is_bank = charge["payment_method_details"]["type"] == "us_bank_account"
    refund: Body = {
        "id": store.new_id("pyr" if is_bank else "re"),
        "object": KIND,
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": moment.at,
        "currency": charge["currency"],
        "metadata": given.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": given.get("reason"),
        "receipt_number": None,
        "status": "pending" if is_bank else "succeeded",
    }
    refund["balance_transaction"] = balance.refunded(moment, refund)["id"]
    store.put(moment.account, refund)
    _count(moment, charge, amount)
    emit(moment, "refund.created", refund)
    emit(moment, "charge.refunded", charge)
    return refund


def settle(moment: Moment, refund: Body) -> Body:
    """A refund to a bank account has arrived there."""
    _leave_pending(refund, {"pending"}, "succeeded")
    store.put(moment.account, refund)
    emit(moment, "refund.updated", refund)
    return refund


def fail(moment: Moment, refund: Body) -> Body:
    """The bank sends it back: the company has the money again."""
    _leave_pending(refund, {"pending", "succeeded"}, "failed")
    refund["failure_reason"] = "unknown"
    refund["failure_balance_transaction"] = balance.refund_failed(moment, refund)["id"]
    store.put(moment.account, refund)
    _count(moment, store.get(moment.account, "charge", refund["charge"]), -refund["amount"])
    emit(moment, "refund.updated", refund)
    emit(moment, "refund.failed", refund)
    return refund


def _check(moment: Moment, charge: Body, amount: int, left: int) -> None:
    if charge["status"] != "succeeded":
        raise StripeError(400, f"Charge {charge['id']} has not succeeded and cannot be refunded.")
    if any(dispute["status"] != "won" for dispute in store.of(moment.account, "dispute", charge=charge["id"])):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise StripeError(400, message, code="charge_disputed")
    if left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise StripeError(400, message, code="charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid("amount", f"Refund amount ({amount}) is not between 1 and the unrefunded amount ({left}).")


def _count(moment: Moment, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    store.put(moment.account, charge)


def _leave_pending(refund: Body, before: set[str], after: str) -> None:
    if refund["status"] not in before:
        raise StripeError(400, f"This refund is {refund['status']} already.")
    refund["status"] = after

"""Disputes: a payer's bank takes the money back, or tries to."""

from sandbox.stripe import balance, store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import emit
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

KIND = "dispute"
DAY = 86_400
OPEN = "needs_response"


def open_on(moment: Moment, charge: Body, reason: str = "fraudulent") -> Body:
    """Raises StripeError 400 unless the charge has succeeded and is not disputed already."""
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise StripeError(400, "Only a succeeded charge can be disputed, and only once.")
    dispute: Body = {
        "id": store.new_id("dp"),
        "object": KIND,
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": moment.at,
        "currency": charge["currency"],
        "evidence_details": {
            "due_by": moment.at + 9 * DAY,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"type": charge["payment_method_details"]["type"]},
        "reason": reason,
        "status": OPEN,
    }
    store.put(moment.account, dispute)
    store.put(moment.account, charge | {"disputed": True})
    emit(moment, "charge.dispute.created", dispute)
    return dispute


def withdraw(moment: Moment, dispute: Body) -> Body:
    """The disputed sum leaves the balance; once."""
    if not dispute["balance_transactions"]:
        dispute["balance_transactions"].append(balance.withdrawn(moment, dispute))
        store.put(moment.account, dispute)
        emit(moment, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def win(moment: Moment, dispute: Body) -> Body:
    """The company keeps the money. Raises StripeError 400 when it is closed already."""
    _close(dispute, "won")
    is_withdrawn = bool(dispute["balance_transactions"])
    if is_withdrawn:
        dispute["balance_transactions"].append(balance.reinstated(moment, dispute))
    store.put(moment.account, dispute)
    emit(moment, "charge.dispute.closed", dispute)
    if is_withdrawn:
        emit(moment, "charge.dispute.funds_reinstated", dispute)
    return dispute


def lose(moment: Moment, dispute: Body) -> Body:
    """The payer keeps it. Raises StripeError 400 when it is closed already."""
    _close(dispute, "lost")
    withdraw(moment, dispute)
    store.put(moment.account, dispute)
    emit(moment, "charge.dispute.closed", dispute)
    return dispute


def _close(dispute: Body, status: str) -> None:
    if dispute["status"] != OPEN:
        raise StripeError(400, f"This dispute is {dispute['status']} already.")
    dispute["status"] = status

"""Balance transactions: what each charge, refund and dispute did to the account's balance, and Stripe's fee."""

from sandbox.stripe import store
from sandbox.stripe.moment import Moment, now
from sandbox.stripe.store import Body

CLEARS = 2 * 86_400  # seconds
BANK_FEE_CAP = 500
DISPUTE_FEE = 1_500


def charged(moment: Moment, charge: Body) -> Body:
    fee = _fee(charge)
    application_fee = charge["application_fee_amount"] or 0
    details = [{"type": "stripe_fee", "amount": fee}]
    details += [{"type": "application_fee", "amount": application_fee}] if application_fee else []
    kind = "payment" if charge["id"].startswith("py_") else "charge"
    return _entry(moment, charge, charge["amount"], kind, kind, details)


def refunded(moment: Moment, refund: Body) -> Body:
    kind = "payment_refund" if refund["id"].startswith("pyr_") else "refund"
    return _entry(moment, refund, -refund["amount"], kind, "refund")


def refund_failed(moment: Moment, refund: Body) -> Body:
    return _entry(moment, refund, refund["amount"], "refund_failure", "refund_failure")


def withdrawn(moment: Moment, dispute: Body) -> Body:
    fee = [{"type": "stripe_fee", "amount": DISPUTE_FEE}]
    return _entry(moment, dispute, -dispute["amount"], "adjustment", "dispute", fee)


def reinstated(moment: Moment, dispute: Body) -> Body:
    return _entry(moment, dispute, dispute["amount"], "adjustment", "dispute_reversal")


def _fee(charge: Body) -> int:
    amount: int = charge["amount"]
    if charge["payment_method_details"]["type"] == "us_bank_account":
        return min(BANK_FEE_CAP, round(amount * 0.008))
    return round(amount * 0.029) + 30


def _entry(moment: Moment, source: Body, amount: int, kind: str, category: str, fees: list[Body] | None = None) -> Body:
    fee = sum(part["amount"] for part in fees or [])
    entry: Body = {
        "id": store.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": moment.at + CLEARS,
        "created": moment.at,
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{"currency": source["currency"], "application": None, **part} for part in fees or []],
        "net": amount - fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "available" if moment.at + CLEARS < now() else "pending",
        "type": kind,
    }
    return store.put(moment.account, entry)

"""What an account's money has truly done: the measure any book kept elsewhere is held against."""

from sandbox.stripe import charges, disputes, intents, refunds, sessions, store
from sandbox.stripe.store import Body

COPIED = (
    "id",
    "payment_intent",
    "amount",
    "currency",
    "status",
    "amount_refunded",
    "disputed",
    "created",
    "metadata",
    "balance_transaction",
)


def of(account: str) -> Body:
    """Charges, refunds and disputes, oldest first, with what each charge has come to."""
    session_of = {
        session["payment_intent"]: session
        for session in store.select(account, sessions.KIND)
        if session["payment_intent"]
    }
    intent_of = {intent["id"]: intent for intent in store.select(account, intents.KIND)}
    return {
        "account": account,
        "charges": [
            _charge(charge, session_of.get(charge["payment_intent"]), intent_of[charge["payment_intent"]])
            for charge in reversed(store.select(account, charges.KIND))
        ],
        "refunds": [store.shown(refund) for refund in reversed(store.select(account, refunds.KIND))],
        "disputes": [store.shown(dispute) for dispute in reversed(store.select(account, disputes.KIND))],
    }


def _charge(charge: Body, session: Body | None, intent: Body) -> Body:
    return {
        **{name: charge[name] for name in COPIED},
        "method": charge["payment_method_details"]["type"],
        "payment_intent_status": intent["status"],
        "session": session and session["id"],
        "client_reference_id": session and session["client_reference_id"],
    }

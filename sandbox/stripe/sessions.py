"""Checkout Sessions: one visit of a payer to the hosted page."""

from sandbox.stripe import store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import emit
from sandbox.stripe.moment import Moment, now
from sandbox.stripe.store import Body

KIND = "checkout.session"


def get(account: str, session_id: str) -> Body:
    """The session, expired if its time has passed. Raises StripeError 404."""
    return aged(account, store.get(account, KIND, session_id))


def aged(account: str, session: Body) -> Body:
    if session["status"] == "open" and session["expires_at"] <= now():
        expire(Moment(account), session)
    return session


def expire(moment: Moment, session: Body) -> Body:
    """Raises StripeError 400 unless it is open."""
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f'This Checkout Session has a status of "{session["status"]}".'
        )
        raise StripeError(400, message)
    session |= {"status": "expired", "url": None}
    store.put(moment.account, session)
    emit(moment, "checkout.session.expired", session)
    return session


def complete(moment: Moment, session: Body, intent: Body, email: str | None) -> None:
    """The payer has done her part; the money may still be on its way."""
    session |= {
        "status": "complete",
        "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
        "payment_intent": intent["id"],
        "amount_total": intent["amount"],
        "amount_subtotal": intent["amount"],
        "customer_details": {"email": email or session["customer_email"], "name": None, "phone": None, "address": None},
        "url": None,
    }
    store.put(moment.account, session)
    emit(moment, "checkout.session.completed", session)


def hear_from_bank(moment: Moment, intent: Body) -> None:
    """The bank has answered: tell the session this intent came from, if it came from one."""
    for session in store.of(moment.account, KIND, payment_intent=intent["id"]):
        has_succeeded = intent["status"] == "succeeded"
        session["payment_status"] = "paid" if has_succeeded else "unpaid"
        store.put(moment.account, session)
        emit(moment, f"checkout.session.async_payment_{'succeeded' if has_succeeded else 'failed'}", session)

"""What a payer and her bank do: pay a session, let a bank transfer settle, send it back."""

from sandbox.stripe import charges, disputes, intents, refunds, sessions, store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import emit
from sandbox.stripe.instruments import BANK_WORDS, DISPUTED, OK
from sandbox.stripe.moment import Moment, now
from sandbox.stripe.store import Body


def pay(moment: Moment, session: Body, method: Body, amount: int | None = None, email: str | None = None) -> Body:
    """Pay an open session with `method`; its intent, whose status tells what came of it. Raises StripeError 400.

    A declined card leaves the session open. `amount` (minor units) is charged instead of the session's total.
    """
    if session["status"] != "open":
        raise StripeError(400, f"This Checkout Session is {session['status']}.")
    if method["type"] not in session["payment_method_types"]:
        raise StripeError(400, f"This Checkout Session takes no {method['type']}.")
    intent = _intent(moment, session, amount)
    intents.attempt(moment, intent, method)
    if intent["status"] != "requires_payment_method":
        _keep(moment, intent, method)
        sessions.complete(moment, session, intent, email)
    finish(moment, intent, method["_outcome"])
    return intent


def finish(moment: Moment, intent: Body, outcome: str) -> None:
    """What follows a charge that has succeeded: its fee, and the dispute of the card or account that brings one."""
    if intent["status"] != "succeeded":
        return
    charge = store.get(moment.account, charges.KIND, intent["latest_charge"])
    charges.book(moment, charge)
    if outcome == DISPUTED:
        disputes.withdraw(moment, disputes.open_on(moment, charge))


def settle(moment: Moment, intent: Body) -> Body:
    """The bank answers: the money arrives, or does not, as the test account says. Raises StripeError 400."""
    outcome = intent.get("_outcome", OK)
    if outcome in BANK_WORDS:
        return send_back(moment, intent, outcome)
    if not intents.waits_for_bank(intent):
        raise StripeError(400, "No bank transfer is under way here, or one that never ends.")
    intents.succeed(moment, intent, _charge(moment, intent))
    sessions.hear_from_bank(moment, intent)
    finish(moment, intent, outcome)
    return intent


def send_back(moment: Moment, intent: Body, reason: str) -> Body:
    """The bank returns the transfer; after it has settled that comes as a dispute, lost from the start."""
    charge = _charge(moment, intent)
    if charge["payment_method_details"]["type"] == "card" or intent["status"] not in {"processing", "succeeded"}:
        raise StripeError(400, "There is no bank transfer to send back.")
    if intent["status"] == "succeeded":
        disputes.lose(moment, disputes.open_on(moment, charge, reason))
        return intent
    intents.fail(moment, intent, charge, reason)
    sessions.hear_from_bank(moment, intent)
    return intent


def settle_due(older_than: float) -> None:
    """Settle every bank transfer and bank refund begun more than `older_than` seconds ago."""
    for account, intent in store.anywhere(intents.KIND, "processing", now() - older_than):
        if intents.waits_for_bank(intent):
            settle(Moment(account), intent)
    for account, refund in store.anywhere(refunds.KIND, "pending", now() - older_than):
        refunds.settle(Moment(account), refund)


def _intent(moment: Moment, session: Body, amount: int | None) -> Body:
    if "_intent" in session:
        return store.get(moment.account, intents.KIND, session["_intent"])
    names = ("customer", "payment_method_types")
    given = {**{name: session[name] for name in names}, **session["_intent_data"]}
    total = session["amount_total"] if amount is None else amount
    intent = intents.begin(moment, total, session["currency"], given)
    session["_intent"] = intent["id"]
    store.put(moment.account, session)
    return intent


def _keep(moment: Moment, intent: Body, method: Body) -> None:
    """Save the method with the customer when the payer agreed to later charges."""
    if intent["setup_future_usage"] and intent["customer"]:
        kept = store.put(moment.account, method | {"customer": intent["customer"], "allow_redisplay": "limited"})
        emit(moment, "payment_method.attached", kept)


def _charge(moment: Moment, intent: Body) -> Body:
    return store.get(moment.account, charges.KIND, intent["latest_charge"] or "")

"""The sandbox's own levers, for the demo, tests and benchmarks: whatever payers, banks and Stripe itself may do."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from quart import jsonify, redirect, request

from sandbox.stripe import (
    charges,
    connected,
    delivery,
    disputes,
    faults,
    instruments,
    intents,
    ledger,
    paying,
    refunds,
    requests_log,
    sessions,
    store,
)
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.moment import Moment, now
from sandbox.stripe.site import blueprint
from sandbox.stripe.store import PLATFORM, Body

Given = dict[str, Any]


def lever(rule: str, method: str = "POST") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Pull it with JSON and get JSON; press it as a button and get the page back."""

    def register(act: Callable[..., Any]) -> Callable[..., Any]:
        async def view(**ids: str) -> Any:
            is_button = request.mimetype == "application/x-www-form-urlencoded"
            given = dict(await request.form) if is_button else await request.get_json(silent=True) or {}
            try:
                outcome = act(given, **ids)
            except StripeError as error:
                if is_button:
                    raise
                return error.body, error.status
            return redirect(given["back"], 303) if is_button else jsonify(outcome)

        name = f"{method} {rule}".replace(".", "_")
        blueprint.add_url_rule(f"/stripe/control/{rule}", endpoint=name, view_func=view, methods=[method])
        return act

    return register


@lever("accounts")
def upsert_account(given: Given) -> Body:
    account = store.find(PLATFORM, connected.KIND, given["id"]) or connected.create(given["id"], {})
    account |= {"display_name": given.get("display_name", account["display_name"]), "_connected": True}
    account["identity"] |= {"country": given["country"].lower()} if "country" in given else {}
    account["defaults"] |= {"currency": given["currency"].lower()} if "currency" in given else {}
    names = {"card_payments": "card_payments", "ach": "ach_debit_payments"}
    connected.set_capabilities(account, {names[name]: given[name] for name in names if name in given})
    if given.get("emit", True):
        connected.announce(account)
    return connected.as_v2(account, ["configuration", "defaults", "identity", "requirements"])


@lever("accounts/<account_id>/disconnect")
def disconnect(_: Given, account_id: str) -> Body:
    return store.shown(connected.disconnect(connected.get(account_id)))


@lever("accounts/<account_id>/capabilities")
def change_capabilities(given: Given, account_id: str) -> Body:
    """What Stripe gives or takes: capability -> active, pending or restricted."""
    statuses = {name: given[name] for name in connected.CAPABILITIES if name in given}
    account = connected.set_capabilities(connected.get(account_id), statuses)
    connected.announce(account)
    return store.shown(account)


@lever("sessions/<session_id>/pay")
def pay(given: Given, session_id: str) -> Body:
    moment, session = _here(given, session_id, sessions.KIND)
    if "at" in given:
        session["created"] = min(session["created"], moment.at)
    intent = paying.pay(moment, session, _method(moment, given), given.get("amount"), given.get("email"))
    return {"session": store.shown(session), "payment_intent": store.shown(intent)}


@lever("payments/<intent_id>/settle")
def settle(given: Given, intent_id: str) -> Body:
    return store.shown(paying.settle(*_here(given, intent_id, intents.KIND)))


@lever("payments/<intent_id>/verify")
def verify(given: Given, intent_id: str) -> Body:
    return store.shown(intents.verify(*_here(given, intent_id, intents.KIND)))


@lever("payments/<intent_id>/return")
def send_back(given: Given, intent_id: str) -> Body:
    moment, intent = _here(given, intent_id, intents.KIND)
    return store.shown(paying.send_back(moment, intent, given.get("reason", "insufficient_funds")))


@lever("charges/<charge_id>/refund")
def refund(given: Given, charge_id: str) -> Body:
    moment, charge = _here(given, charge_id, charges.KIND)
    amount = int(given["amount"]) if given.get("amount") else None
    return store.shown(refunds.make(moment, charge, amount, {"reason": "requested_by_customer"}))


@lever("charges/<charge_id>/dispute")
def dispute(given: Given, charge_id: str) -> Body:
    return store.shown(disputes.open_on(*_here(given, charge_id, charges.KIND)))


@lever("disputes/<dispute_id>/<verb>")
def decide(given: Given, dispute_id: str, verb: str) -> Body:
    verbs = {"withdraw": disputes.withdraw, "win": disputes.win, "lose": disputes.lose}
    if verb not in verbs:
        raise StripeError(404, f"A dispute knows {', '.join(verbs)}.")
    return store.shown(verbs[verb](*_here(given, dispute_id, disputes.KIND)))


@lever("refunds/<refund_id>/settle")
def settle_refund(given: Given, refund_id: str) -> Body:
    return store.shown(refunds.settle(*_here(given, refund_id, refunds.KIND)))


@lever("refunds/<refund_id>/fail")
def fail_refund(given: Given, refund_id: str) -> Body:
    return store.shown(refunds.fail(*_here(given, refund_id, refunds.KIND)))


@lever("direct_charges")
def charge_directly(given: Given) -> Body:
    """A payment the company took at Stripe's dashboard, which nobody told us of."""
    moment = _moment(given, connected.get(given["account"])["id"])
    method = _method(moment, given)
    intent = intents.begin(moment, given["amount"], given.get("currency", "usd"), given)
    intents.attempt(moment, intent, method)
    paying.finish(moment, intent, method["_outcome"])
    return store.shown(intent)


@lever("webhooks")
def change_weather(given: Given) -> Body:
    changes = {name: value for name, value in given.items() if name != "back"}
    if unknown := changes.keys() - delivery.Weather.__dataclass_fields__.keys():
        raise invalid(unknown.pop(), f"The weather knows {', '.join(delivery.Weather.__dataclass_fields__)}.")
    if "drop_next" in changes:
        changes["drop_next"] = int(changes["drop_next"])
    if isinstance(changes.get("drop"), list):
        changes["drop"] = tuple(changes["drop"])
    delivery.courier.weather = replace(delivery.courier.weather, **changes)
    return asdict(delivery.courier.weather)


@lever("webhooks/release")
def release(_: Given) -> Body:
    return {"released": delivery.courier.release()}


@lever("events/<event_id>/deliver")
def deliver(_: Given, event_id: str) -> Body:
    event = store.get(store.owner(event_id), "event", event_id)
    delivery.courier.again(event)
    return store.shown(event)


@lever("faults")
def order_fault(given: Given) -> Body:
    fault = faults.Fault(**{"when": "before", **given})
    faults.faults.append(fault)
    return {"ordered": len(faults.faults)}


@lever("faults", "DELETE")
def cancel_faults(_: Given) -> Body:
    faults.call_off()
    return {"ordered": 0}


@lever("ledger/<account_id>", "GET")
def truth(_: Given, account_id: str) -> Body:
    return ledger.of(account_id)


@lever("requests", "GET")
def asked(_: Given) -> list[Body]:
    return requests_log.everything()


@lever("reset")
def reset(_: Given) -> Body:
    store.empty()
    faults.call_off()
    delivery.courier.forget()
    return {}


def _moment(given: Given, account: str) -> Moment:
    return Moment(account, at=int(given.get("at") or now()), emit=given.get("emit", True))


def _here(given: Given, object_id: str, kind: str) -> tuple[Moment, Body]:
    """The moment, and the object as it is now."""
    account = store.owner(object_id)
    body = sessions.get(account, object_id) if kind == sessions.KIND else store.get(account, kind, object_id)
    return _moment(given, account), body


def _method(moment: Moment, given: Given) -> Body:
    kind = given.get("method", "card")
    if kind == "card":
        return instruments.card(moment, given.get("card", "4242424242424242"))
    if kind == "bank":
        return instruments.bank(moment, given.get("account_number", "000123456789"))
    raise invalid("method", "Pay by card or bank.")

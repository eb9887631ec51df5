"""Payment intents: read, listed, and made for a saved method while its owner is away."""

import stripe.params as p

from sandbox.stripe import connected, intents, lists, paying, store
from sandbox.stripe.amounts import check_amount
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.errors import StripeError, invalid, missing
from sandbox.stripe.store import Body


@endpoint("POST", "/v1/payment_intents", p.PaymentIntentCreateParams)
def create(call: Call) -> Body:
    params, moment = call.params, call.moment()
    _check(call)
    given = params | {"payment_method_types": _types(call)}
    if not params.get("confirm"):
        return intents.begin(moment, params["amount"], params["currency"], given)
    method = _method(call)
    intent = intents.begin(moment, params["amount"], params["currency"], given)
    intents.attempt(moment, intent, method)
    paying.finish(moment, intent, method["_outcome"])
    if error := intent["last_payment_error"]:
        raise StripeError(402, **{**error, "payment_intent": store.shown(intent)})
    return intent


@endpoint("GET", "/v1/payment_intents", p.PaymentIntentListParams)
def list_(call: Call) -> Body:
    return lists.page(call.account, intents.KIND, call.params, ("customer",))


@endpoint("GET", "/v1/payment_intents/<intent_id>", p.PaymentIntentRetrieveParams)
def retrieve(call: Call, intent_id: str) -> Body:
    return store.get(call.account, intents.KIND, intent_id)


def _check(call: Call) -> None:
    params = call.params
    check_amount(params["amount"], params["currency"], "amount")
    if params.get("off_session") and not params.get("confirm"):
        raise invalid("off_session", "`off_session` can only be given together with `confirm`.")
    if "customer" in params and not store.find(call.account, "customer", params["customer"]):
        raise missing("customer", params["customer"], "customer", 400)
    if params.get("application_fee_amount", 0) > params["amount"]:
        raise invalid("application_fee_amount", "The application fee is more than the amount.")


def _method(call: Call) -> Body:
    method_id = call.params.get("payment_method", "")
    method = store.find(call.account, "payment_method", method_id)
    if method is None:
        raise missing("payment_method", method_id, "payment_method", 400)
    if method["customer"] != call.params.get("customer"):
        message = "The payment method belongs to another customer, or to none."
        raise invalid("payment_method", message)
    if method["type"] not in _types(call):
        raise invalid("payment_method", f"{method['type']} is not allowed for this payment.")
    return method


def _types(call: Call) -> list[str]:
    allowed = call.params.get("allowed_payment_method_types")
    return connected.payment_method_types(call.account, call.params["currency"], allowed) if call.account else ["card"]

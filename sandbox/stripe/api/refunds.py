"""Refunds: made, read, listed."""

import stripe.params as p

from sandbox.stripe import charges, intents, lists, refunds, store
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.errors import invalid
from sandbox.stripe.store import Body


@endpoint("POST", "/v1/refunds", p.RefundCreateParams)
def create(call: Call) -> Body:
    params = call.params
    if "amount" in params and params["amount"] < 1:
        raise invalid("amount", "This value must be greater than or equal to 1.", "parameter_invalid_integer")
    return refunds.make(call.moment(), _charge(call), params.get("amount"), params)


@endpoint("GET", "/v1/refunds", p.RefundListParams)
def list_(call: Call) -> Body:
    return lists.page(call.account, refunds.KIND, call.params, ("charge", "payment_intent"))


@endpoint("GET", "/v1/refunds/<refund_id>", p.RefundRetrieveParams)
def retrieve(call: Call, refund_id: str) -> Body:
    return store.get(call.account, refunds.KIND, refund_id)


def _charge(call: Call) -> Body:
    params = call.params
    if ("charge" in params) == ("payment_intent" in params):
        raise invalid("charge", "Exactly one of charge and payment_intent must be given.")
    if "charge" in params:
        return store.get(call.account, charges.KIND, params["charge"])
    intent = store.get(call.account, intents.KIND, params["payment_intent"])
    if not intent["latest_charge"]:
        raise invalid("payment_intent", "This PaymentIntent does not have a successful charge to refund.")
    return store.get(call.account, charges.KIND, intent["latest_charge"])

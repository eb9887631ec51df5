"""Customers of one account, and the payment methods saved with them."""

import stripe.params as p

from sandbox.stripe import lists, store
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.events import emit
from sandbox.stripe.store import Body

KIND = "customer"
KEPT = ("address", "description", "email", "metadata", "name", "phone")


@endpoint("POST", "/v1/customers", p.CustomerCreateParams)
def create(call: Call) -> Body:
    moment = call.moment()
    customer: Body = {
        "id": store.new_id("cus", 14),
        "object": KIND,
        "balance": 0,
        "created": moment.at,
        "currency": None,
        "delinquent": False,
        "livemode": False,
        **{name: call.params.get(name, {} if name == "metadata" else None) for name in KEPT},
    }
    store.put(call.account, customer)
    emit(moment, "customer.created", customer)
    return customer


@endpoint("GET", "/v1/customers", p.CustomerListParams)
def list_(call: Call) -> Body:
    return lists.page(call.account, KIND, call.params, ("email",))


@endpoint("GET", "/v1/customers/<customer_id>", p.CustomerRetrieveParams)
def retrieve(call: Call, customer_id: str) -> Body:
    return store.get(call.account, KIND, customer_id)


@endpoint("POST", "/v1/customers/<customer_id>", p.CustomerUpdateParams)
def update(call: Call, customer_id: str) -> Body:
    customer = store.get(call.account, KIND, customer_id)
    changes = {name: call.params[name] for name in KEPT if name in call.params and name != "metadata"}
    metadata = {**customer["metadata"], **(call.params.get("metadata") or {})}
    customer |= {**changes, "metadata": {name: value for name, value in metadata.items() if value != ""}}
    store.put(call.account, customer)
    emit(call.moment(), "customer.updated", customer)
    return customer


@endpoint("GET", "/v1/payment_methods", p.PaymentMethodListParams)
def list_payment_methods(call: Call) -> Body:
    saved = " AND json_extract(body, '$.customer') IS NOT NULL"
    return lists.page(call.account, "payment_method", call.params, ("customer", "type"), saved)


@endpoint("GET", "/v1/payment_methods/<method_id>", p.PaymentMethodRetrieveParams)
def retrieve_payment_method(call: Call, method_id: str) -> Body:
    return store.get(call.account, "payment_method", method_id)

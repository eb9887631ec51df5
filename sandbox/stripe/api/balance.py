"""What happened to an account's money: charges, disputes, balance transactions, events."""

import stripe.params as p

from sandbox.stripe import charges, disputes, lists, store
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.errors import invalid
from sandbox.stripe.store import Body

MOST_TYPES = 20


@endpoint("GET", "/v1/charges", p.ChargeListParams)
def list_charges(call: Call) -> Body:
    return lists.page(call.account, charges.KIND, call.params, ("customer", "payment_intent"))


@endpoint("GET", "/v1/charges/<charge_id>", p.ChargeRetrieveParams)
def retrieve_charge(call: Call, charge_id: str) -> Body:
    return store.get(call.account, charges.KIND, charge_id)


@endpoint("GET", "/v1/disputes", p.DisputeListParams)
def list_disputes(call: Call) -> Body:
    return lists.page(call.account, disputes.KIND, call.params, ("charge", "payment_intent"))


@endpoint("GET", "/v1/disputes/<dispute_id>", p.DisputeRetrieveParams)
def retrieve_dispute(call: Call, dispute_id: str) -> Body:
    return store.get(call.account, disputes.KIND, dispute_id)


@endpoint("GET", "/v1/balance_transactions", p.BalanceTransactionListParams)
def list_balance_transactions(call: Call) -> Body:
    return lists.page(call.account, "balance_transaction", call.params, ("currency", "source", "type"))


@endpoint("GET", "/v1/balance_transactions/<transaction_id>", p.BalanceTransactionRetrieveParams)
def retrieve_balance_transaction(call: Call, transaction_id: str) -> Body:
    return store.get(call.account, "balance_transaction", transaction_id)


@endpoint("GET", "/v1/events", p.EventListParams)
def list_events(call: Call) -> Body:
    params = call.params
    types = params.get("types", [params["type"]] if "type" in params else [])
    if len(types) > MOST_TYPES:
        raise invalid("types", f"You can only filter by up to {MOST_TYPES} types.")
    where, values = lists.created(params)
    if types:
        where += " AND (" + " OR ".join(["json_extract(body, '$.type') GLOB ?"] * len(types)) + ")"
        values += tuple(types)
    if "delivery_success" in params:
        where += f" AND {'' if params['delivery_success'] else 'NOT '}"
        where += "json_extract(body, '$._state') IN ('delivered', 'silent')"
    return lists.paged(call.account, "event", params, where, values)


@endpoint("GET", "/v1/events/<event_id>", p.EventRetrieveParams)
def retrieve_event(call: Call, event_id: str) -> Body:
    return store.get(call.account, "event", event_id)

"""Checkout Sessions: made, read, listed, expired."""

from typing import Any

import stripe.params.checkout as p
from quart import request

from sandbox.stripe import connected, lists, sessions, store
from sandbox.stripe.amounts import check_amount, check_currency
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.errors import StripeError, invalid, missing
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

HALF_HOUR, DAY = 1_800, 86_400
LONGEST_SUFFIX = 22


@endpoint("POST", "/v1/checkout/sessions", p.SessionCreateParams)
def create(call: Call) -> Body:
    moment, params = call.moment(), call.params
    lines = _lines(params)
    total, currency = sum(line["amount_total"] for line in lines), lines[0]["currency"]
    check_amount(total, currency, "line_items")
    _check(call, total)
    session_id = store.new_id("cs_test", 58)
    session: Body = {
        "id": session_id,
        "object": sessions.KIND,
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": moment.at,
        "currency": currency,
        "customer": params.get("customer"),
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": _expires_at(moment, params),
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": _types(call, currency),
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params["success_url"],
        "ui_mode": params.get("ui_mode", "hosted_page"),
        "url": f"{request.host_url}stripe/checkout/{session_id}",
        "_line_items": lines,
        "_intent_data": params.get("payment_intent_data", {}),
    }
    return store.put(call.account, session)


@endpoint("GET", "/v1/checkout/sessions", p.SessionListParams)
def list_(call: Call) -> Body:
    for session in store.of(call.account, sessions.KIND, status="open"):
        sessions.aged(call.account, session)
    return lists.page(call.account, sessions.KIND, call.params, ("customer", "payment_intent", "status"))


@endpoint("GET", "/v1/checkout/sessions/<session_id>", p.SessionRetrieveParams)
def retrieve(call: Call, session_id: str) -> Body:
    return sessions.get(call.account, session_id)


@endpoint("POST", "/v1/checkout/sessions/<session_id>/expire", p.SessionExpireParams)
def expire(call: Call, session_id: str) -> Body:
    return sessions.expire(call.moment(), sessions.get(call.account, session_id))


def _check(call: Call, total: int) -> None:
    params = call.params
    if params.get("mode") != "payment":
        raise invalid("mode", "This sandbox knows Checkout Sessions of mode payment only.")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("ui_mode", "This sandbox knows the hosted_page only.")
    if "success_url" not in params:
        raise invalid("success_url", "Missing required param: success_url.", "parameter_missing")
    if "customer" in params and "customer_email" in params:
        raise invalid("customer_email", "You may only specify one of these parameters: customer, customer_email.")
    if "customer" in params and not store.find(call.account, "customer", params["customer"]):
        raise missing("customer", params["customer"], "customer", 400)
    _check_intent_data(params.get("payment_intent_data", {}), call.account, total)


def _check_intent_data(data: dict[str, Any], account: str, total: int) -> None:
    path = "payment_intent_data[{}]".format
    if len(data.get("statement_descriptor_suffix", "")) > LONGEST_SUFFIX:
        name = path("statement_descriptor_suffix")
        raise invalid(name, f"The suffix must be at most {LONGEST_SUFFIX} characters.")
    fee = data.get("application_fee_amount")
    if fee is not None and not account:
        raise invalid(path("application_fee_amount"), "Application fees need a connected account.")
    if fee is not None and not 0 <= fee <= total:
        raise invalid(path("application_fee_amount"), "The application fee is more than the amount.")


def _lines(params: dict[str, Any]) -> list[Body]:
    if not params.get("line_items"):
        raise invalid("line_items", "Missing required param: line_items.", "parameter_missing")
    lines = [_line(line, f"line_items[{place}]") for place, line in enumerate(params["line_items"])]
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("line_items", "All line items must have the same currency.")
    return lines


def _line(line: dict[str, Any], path: str) -> Body:
    price = line.get("price_data")
    if not price or "unit_amount" not in price or "product_data" not in price:
        name = f"{path}[price_data]"
        raise invalid(name, "This sandbox knows prices given in place: unit_amount and product_data.")
    if price["unit_amount"] < 0 or line.get("quantity", 1) < 1:
        raise invalid(f"{path}[quantity]", "Amounts cannot be negative, and quantities begin at 1.")
    check_currency(price["currency"], f"{path}[price_data][currency]")
    amount = price["unit_amount"] * line.get("quantity", 1)
    return {
        "id": store.new_id("li"),
        "object": "item",
        "amount_subtotal": amount,
        "amount_total": amount,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "quantity": line.get("quantity", 1),
    }


def _expires_at(moment: Moment, params: dict[str, Any]) -> int:
    at: int = params.get("expires_at", moment.at + DAY)
    if not moment.at + HALF_HOUR <= at <= moment.at + DAY:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
        raise invalid("expires_at", message)
    return at


def _types(call: Call, currency: str) -> list[str]:
    if not call.account:
        return ["card"]
    types = connected.payment_method_types(call.account, currency, call.params.get("allowed_payment_method_types"))
    if not types:
        message = "No valid payment method types for this Checkout Session: activate some that fit the currency."
        raise StripeError(400, message)
    return types

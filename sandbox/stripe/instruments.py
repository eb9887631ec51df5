"""Test cards and test bank accounts, and what comes of charging each."""

from sandbox.stripe import store
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.moment import Moment
from sandbox.stripe.store import Body

OK, DISPUTED, NEVER, VERIFY = "ok", "disputed", "never", "verify"
CARDS = {
    "4242424242424242": ("visa", OK),
    "5555555555554444": ("mastercard", OK),
    "378282246310005": ("amex", OK),
    "4000000000000002": ("visa", "generic_decline"),
    "4000000000009995": ("visa", "insufficient_funds"),
    "4000000000000069": ("visa", "expired_card"),
    "4000002760003184": ("visa", "authentication_required"),
    "4000000000000259": ("visa", DISPUTED),
}
BANKS = {
    "000123456789": OK,
    "000222222227": "insufficient_funds",
    "000111111113": "account_closed",
    "000111111116": "no_account",
    "000333333335": "debit_not_authorized",
    "000555555559": DISPUTED,
    "000000000009": NEVER,
    "000000000017": VERIFY,
}
WORDS = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
BANK_WORDS = {
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
}


def card(moment: Moment, number: str) -> Body:
    """The payment method of a test card. Raises StripeError for a number that is none."""
    digits = number.replace(" ", "")
    if digits not in CARDS:
        raise StripeError(402, "Your card number is incorrect.", type="card_error", code="incorrect_number")
    brand, outcome = CARDS[digits]
    details = {"brand": brand, "last4": digits[-4:], "exp_month": 12, "exp_year": 2034, "funding": "credit"}
    return _method(moment, "card", {**details, "country": "US", "display_brand": brand}, outcome)


def bank(moment: Moment, number: str) -> Body:
    """The payment method of a test bank account (routing 110000000). Raises StripeError for any other number."""
    digits = number.replace(" ", "")
    if digits not in BANKS:
        raise invalid("account_number", "This is not one of the test bank accounts.")
    details = {"bank_name": "STRIPE TEST BANK", "last4": digits[-4:], "routing_number": "110000000"}
    kinds = {"account_type": "checking", "account_holder_type": "individual"}
    return _method(moment, "us_bank_account", {**details, **kinds}, BANKS[digits])


def _method(moment: Moment, kind: str, details: Body, outcome: str) -> Body:
    method: Body = {
        "id": store.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "created": moment.at,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: {**details, "fingerprint": store.new_id("", 16).removeprefix("_")},
        "_outcome": outcome,
    }
    return store.put(moment.account, method)

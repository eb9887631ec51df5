"""What Stripe takes as a sum of money."""

from sandbox.stripe.errors import invalid

SMALLEST = {"usd": 50, "cad": 50, "aud": 50, "eur": 50, "chf": 50, "gbp": 30, "jpy": 50, "mxn": 1_000}
MOST = 99_999_999


def check_currency(currency: str, param: str) -> None:
    if currency not in SMALLEST:
        raise invalid(param, f"Invalid currency: {currency}. This sandbox knows {', '.join(SMALLEST)}.")


def check_amount(amount: int, currency: str, param: str) -> None:
    """`amount` in minor units. Raises StripeError 400 below Stripe's minimum or above eight digits."""
    check_currency(currency, "currency")
    if amount < SMALLEST[currency]:
        message = f"The total amount due must add up to at least {SMALLEST[currency]} minor units of {currency}."
        raise invalid(param, message, "amount_too_small")
    if amount > MOST:
        raise invalid(param, f"Amount must be no more than {MOST}.", "amount_too_large")

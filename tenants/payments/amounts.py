"""How much may be paid at once: all of it, or a part that neither is nor leaves too little for Stripe to take."""

from tenants.errors import Conflict, Invalid
from tenants.money import Money
from tenants.tenant import Tenant

LEAST = {
    **dict.fromkeys(("AUD", "BRL", "CAD", "CHF", "EUR", "INR", "NZD", "SGD", "USD"), 50),
    "AED": 200,
    "BGN": 100,
    "CZK": 1500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17500,
    "JPY": 50,
    "MXN": 1000,
    "MYR": 200,
    "NOK": 300,
    "PLN": 200,
    "RON": 200,
    "SEK": 300,
    "THB": 1000,
}
"""Stripe's smallest charge by currency, in minor units (docs.stripe.com/currencies)."""
LEAST_ELSEWHERE = 50


def least(currency: str) -> int:
    """The smallest amount Stripe charges in `currency`, minor units."""
    return LEAST.get(currency, LEAST_ELSEWHERE)


def least_part(tenant: Tenant, currency: str, payable: int) -> int | None:
    """The smallest part of `payable` that may be paid by itself, minor units; None where only the whole may be."""
    part = max(tenant.smallest_partial, least(currency))
    return part if tenant.partial_payments and part <= payable - least(currency) else None


def to_charge(tenant: Tenant, currency: str, payable: int, asked: int | None) -> int:
    """What to charge when `asked` (None: everything) of `payable` is to be paid, minor units.

    Raises Invalid("amount", …) for an amount the payer can change, Conflict when there is nothing to pay.
    """
    smallest = least(currency)
    if payable < smallest:
        if not payable:
            raise Conflict("There is nothing to pay.")
        raise Conflict("%(amount)s is too little to pay here.", amount=Money(payable, currency))
    if asked is None or asked == payable:
        return payable
    part = least_part(tenant, currency, payable)
    if part is None:
        raise Invalid("amount", "Please pay the whole amount, %(amount)s.", amount=Money(payable, currency))
    if not part <= asked < payable:
        raise Invalid(
            "amount",
            "Please pay between %(least)s and %(most)s.",
            least=Money(part, currency),
            most=Money(payable, currency),
        )
    if payable - asked < smallest:
        raise Invalid(
            "amount",
            "Please pay all of it, or leave at least %(least)s for later.",
            least=Money(smallest, currency),
        )
    return asked

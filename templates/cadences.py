"""How often a price is asked for, in words: "$29.00 every month"."""

from templates.language import gettext as _
from templates.language import marked

CADENCES = {
    "monthly": marked("%(amount)s every month"),
    "quarterly": marked("%(amount)s every three months"),
    "half_yearly": marked("%(amount)s every six months"),
    "yearly": marked("%(amount)s every year"),
    "per_visit": marked("%(amount)s for each visit"),
    "once": marked("%(amount)s once"),
}


def price_words(amount: str, cadence: str) -> str:
    """The price as people say it; `amount` is money in words already."""
    words = CADENCES.get(cadence)
    return _(words, amount=amount) if words else amount

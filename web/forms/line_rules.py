"""How figures are typed, computed and written in an editor: what its script goes by."""

import json

from templates.filters import money, written
from tenants.line_items import MOST_UNIT_PRICE
from tenants.money import MOST, typed_pattern
from web.forms.lines import MOST_LINES, Reader, number_pattern

MARKS = ".,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} "


def rules(reading: Reader) -> str:
    """How figures are typed, computed and written here, as JSON for the script."""
    return json.dumps(
        {
            "money": written(reading.currency, reading.locale),
            "amount": _for_script(typed_pattern(reading.currency, reading.locale)),
            "quantity": number_pattern(reading.locale, 3),
            "rate": number_pattern(reading.locale, 2),
            "most": str(MOST),
            "most_price": str(MOST_UNIT_PRICE),
            "most_lines": MOST_LINES,
        }
    )


def _for_script(pattern: str) -> str:
    """Python and JavaScript name the groups of a pattern differently."""
    return pattern.replace("(?P<", "(?<").replace("(?P=mark)", "\\k<mark>")


def money_sign(currency: str) -> str:
    """The sign of a currency alone, as people here write it."""
    return "".join(sign for sign in money(0, currency) if not sign.isdigit() and sign not in MARKS)

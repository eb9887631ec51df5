"""Which language this request is answered in: the person's choice, then the company's, then the browser's."""

from decimal import Decimal

from quart import request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from templates.filters import money, quantity
from templates.language import LANGUAGES, SOURCE, is_shipped, locale_of, raw_gettext, speak
from tenants.errors import DomainError
from tenants.money import Money
from tenants.tenant import Tenant

CHOSEN = "__Host-language"
HOME = "en_US"
LONGEST_WISH = 200
"""Characters of Accept-Language that are read; browsers send far fewer."""


def answer_in(tenant: Tenant | None, chosen: str = "") -> None:
    """Speak the right language from here on; `chosen` is what the signed-in contact chose, if anything."""
    speak(_locale(tenant, chosen))


def chosen_here() -> str:
    """What was chosen in this browser; empty when nothing was."""
    return next((language for language in request.cookies.getlist(CHOSEN) if language in LANGUAGES), "")


def sentence(error: DomainError) -> str:
    """What a domain error says, in the language in force."""
    words = raw_gettext(error.message) if error.message else ""
    return words % {name: _worded(value) for name, value in error.values.items()} if error.values else words


def _locale(tenant: Tenant | None, chosen: str) -> str:
    home = tenant.locale if tenant else HOME
    if language := chosen if chosen in LANGUAGES else chosen_here():
        return locale_of(language, home)
    if tenant and is_shipped(home):
        return home
    wishes = parse_accept_header(request.headers.get("Accept-Language", "")[:LONGEST_WISH], LanguageAccept)
    return locale_of(wishes.best_match(LANGUAGES, SOURCE) or SOURCE, home)


def _worded(value: object) -> object:
    if isinstance(value, Money):
        return money(value.amount, value.currency)
    return quantity(value) if isinstance(value, Decimal) else value

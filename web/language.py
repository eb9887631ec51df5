"""Which language this request is answered in: the person's choice, then the company's, then the browser's."""

from quart import request
from werkzeug.datastructures import LanguageAccept

from templates.filters import money
from templates.language import LANGUAGES, SOURCE, is_shipped, locale_of, raw_gettext, speak
from tenants.errors import DomainError
from tenants.money import Money
from tenants.tenant import Tenant

CHOSEN = "__Host-language"
HOME = "en_US"


def answer_in(tenant: Tenant | None, chosen: str = "") -> None:
    """Speak the right language from here on; `chosen` is what the signed-in contact chose, if anything."""
    speak(_locale(tenant.locale if tenant else HOME, chosen or request.cookies.get(CHOSEN, ""), is_known=bool(tenant)))


def sentence(error: DomainError) -> str:
    """What a domain error says, in the language in force."""
    words = raw_gettext(error.message) if error.message else ""
    return words % {name: _worded(value) for name, value in error.values.items()} if error.values else words


def _locale(home: str, chosen: str, *, is_known: bool) -> str:
    if chosen in LANGUAGES:
        return locale_of(chosen, home)
    if is_known and is_shipped(home):
        return home
    wanted: LanguageAccept = request.accept_languages
    return locale_of(wanted.best_match(LANGUAGES, SOURCE) or SOURCE, home)


def _worded(value: object) -> object:
    return money(value.amount, value.currency) if isinstance(value, Money) else value

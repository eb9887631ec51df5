"""Countries, currencies and time zones to choose from, in the words of the language in force."""

from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_territory_currencies

from templates.language import lang

PLAIN = "US"
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class Choice(NamedTuple):
    value: str
    label: str


class Country(NamedTuple):
    value: str
    label: str
    currency: str


def countries() -> tuple[Country, ...]:
    return _countries(lang())


def currencies() -> tuple[Choice, ...]:
    return _currencies(lang())


@cache
def time_zones() -> tuple[Choice, ...]:
    zones = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS)
    return tuple(Choice(zone, zone.replace("_", " ").replace("/", " / ")) for zone in ("UTC", *zones))


def currency_of(country: str) -> str:
    """What is paid with there today."""
    found = get_territory_currencies(country) if country in _territories() else []
    return found[0] if found else "USD"


@cache
def zone_of(country: str) -> str:
    """The time zone most people there live in, as far as Unicode's lists say; they are asked anyway."""
    known: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        known.setdefault(territory, []).append(zone)
    if country == PLAIN:
        return "America/New_York"
    return next(iter(sorted(set(known.get(country, ())) & available_timezones())), "UTC")


def locale_in(country: str, language: str = "") -> str:
    """The locale of a company there that reads in `language`, else the one in force.

    It is the country's own where nobody there writes in that one. Nonsense stays nonsense.
    """
    wanted = f"{language or lang()}_{country}"
    return next((it for it in (wanted, *_own_locales(country)) if _is_known(it)), wanted)


def _own_locales(country: str) -> list[str]:
    """In the languages that are official there, in Unicode's order. The country implies the script."""
    return [f"{language.partition('_')[0]}_{country}" for language in get_official_languages(country, de_facto=True)]


def _is_known(locale: str) -> bool:
    try:
        return Locale.parse(locale).territory is not None
    except (UnknownLocaleError, ValueError):
        return False


@cache
def _territories() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == len(PLAIN) and code.isalpha() and code < "XA")


@cache
def _countries(language: str) -> tuple[Country, ...]:
    names = Locale(language).territories
    found = [Country(code, names[code], currency_of(code)) for code in _territories() if get_territory_currencies(code)]
    lived_in = (it for it in found if _is_known(locale_in(it.value, language)))
    return tuple(sorted(lived_in, key=lambda it: it.label))


@cache
def _currencies(language: str) -> tuple[Choice, ...]:
    used = {code for country in _territories() for code in get_territory_currencies(country)}
    found = [Choice(code, f"{get_currency_name(code, locale=language)} ({code})") for code in used]
    return tuple(sorted(found, key=lambda it: it.label))

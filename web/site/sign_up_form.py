"""The sign-up form: its fields, what the browser lets us guess, and what it asks for as a company."""

from babel import Locale, UnknownLocaleError
from quart import request

from settings import settings
from tenants.errors import Invalid
from tenants.founding import Wanted
from web.language import LONGEST_WISH, sentence
from web.words import lists

FIELDS = ("name", "owner_name", "email", "slug", "country", "currency", "time_zone")
# What the domain calls otherwise.
OURS = {"owner_email": "email", "locale": "country"}


def guessed() -> dict[str, str]:
    """An empty form, but for where its reader seems to be; a script that knows better corrects it."""
    country = _country()
    return dict.fromkeys(FIELDS, "") | {
        "country": country,
        "currency": lists.currency_of(country),
        "time_zone": lists.zone_of(country),
    }


def wanted(typed: dict[str, str]) -> Wanted:
    return Wanted(
        slug=typed["slug"],
        name=typed["name"],
        owner_name=typed["owner_name"],
        owner_email=typed["email"],
        currency=typed["currency"],
        time_zone=typed["time_zone"],
        locale=lists.locale_in(typed["country"]),
    )


def shown(refused: dict[str, Invalid]) -> dict[str, str]:
    """What stands beside each field."""
    return dict.fromkeys(FIELDS, "") | {OURS.get(name, name): sentence(error) for name, error in refused.items()}


def where_words(typed: dict[str, str]) -> str:
    """Country, currency and time zone as they are chosen."""
    labels = [
        next((it.label for it in choices if it.value == typed[name]), "")
        for name, choices in (
            ("country", lists.countries()),
            ("currency", lists.currencies()),
            ("time_zone", lists.time_zones()),
        )
    ]
    return ", ".join(filter(None, labels))


def base_host() -> str:
    return settings().base_host


def _country() -> str:
    """The country of the first language the browser asks for, like the US of `es-US`."""
    for wish in request.headers.get("Accept-Language", "")[:LONGEST_WISH].split(","):
        try:
            territory = Locale.parse(wish.partition(";")[0].strip(), sep="-").territory
        except (UnknownLocaleError, ValueError):
            continue
        if territory and any(it.value == territory for it in lists.countries()):
            return str(territory)
    return lists.PLAIN

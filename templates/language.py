"""The language somebody reads in: sentences stand in the code in English, their translations in languages/*.po."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale, localedata
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = {"en": "English", "es": "Español"}
"""What pages, letters and papers can be read in, each by its own name."""
SOURCE = "en"
WITH_POINT = {"es": "es_US"}
"""Who writes 1,240.00 in a language that mostly writes 1.240,00."""

SAID_OF = re.compile(r"^(?:import|invoice|request|visit)\|")
"""One word of English may be several elsewhere: what a sentence is said of stands before a bar, `invoice|Paid`."""

_spoken: ContextVar[str] = ContextVar("spoken", default="en_US")


def spoken() -> str:
    """The locale in force, like `es_US`: its language is one of LANGUAGES."""
    return _spoken.get()


def lang() -> str:
    """The language in force, as an attribute `lang` wants it."""
    return spoken().split("_")[0]


def speak(locale: str) -> None:
    """Speak `locale` for the rest of this request or task."""
    _spoken.set(locale)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    token = _spoken.set(locale)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def locale_of(language: str, home: str) -> str:
    """The locale of `language` as it is spoken where `home` (a locale) is: Spanish in en_US is es_US.

    Where it is not spoken, numbers at least are written as they are there.
    """
    there = f"{language}_{Locale.parse(home).territory}"
    if localedata.exists(there):
        return there
    return WITH_POINT.get(language, language) if get_decimal_symbol(home) == "." else language


def home_locale(home: str) -> str:
    """`home` itself where its language is one of ours, else English as it is spoken there."""
    return home if is_shipped(home) else locale_of(SOURCE, home)


def with_country(home: str) -> str:
    """The language in force in the country of `home`, even where nobody speaks it: paper comes in a country's size."""
    return lang() + "".join(home.partition("_")[1:])


def is_shipped(locale: str) -> bool:
    return locale.split("_", maxsplit=1)[0] in LANGUAGES


def gettext(message: str, **values: object) -> str:
    """`message` in the language in force, its `%(name)s` filled in; a percent sign is written `%%`."""
    return raw_gettext(message) % values


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """As gettext, in the form that `number` of things takes; `%(num)s` is the number itself."""
    return raw_ngettext(one, many, number) % {"num": number, **values}


def marked(message: str) -> str:
    """A sentence that is translated where it is shown: `_(LABELS[name])`."""
    return message


def raw_gettext(message: str) -> str:
    catalog = _catalog(_spoken.get())
    said = None if catalog is None else catalog.get((message,))
    return said[0] if said else SAID_OF.sub("", message)


def raw_ngettext(one: str, many: str, number: int) -> str:
    catalog = _catalog(_spoken.get())
    forms = (one, many) if catalog is None else catalog.get((one, many), (one, many))
    return forms[0 if number == 1 else 1]


@cache
def _catalog(locale: str) -> dict[tuple[str, ...], tuple[str, ...]] | None:
    language = locale.split("_", maxsplit=1)[0]
    return None if language == SOURCE else _read(language)


@cache
def _read(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        (message.id,) if isinstance(message.id, str) else tuple(message.id): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string)
        for message in catalog(language)
        if message.id and message.string
    }


def catalog(language: str) -> Catalog:
    """The translations of one language as they are written down."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def read() -> None:
    """Read all translations anew: whoever starts does, so that nobody waits for it later."""
    _catalog.cache_clear()
    _read.cache_clear()
    for language in LANGUAGES:
        _catalog(language)

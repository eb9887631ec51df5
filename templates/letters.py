"""Letter name -> subject, plain text and HTML, from templates/emails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from templates.cadences import price_words
from templates.documents import document
from templates.language import lang, raw_gettext, raw_ngettext
from templates.wording import House, worded

LONGEST_SUBJECT = 200

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(["html"], default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    extensions=["jinja2.ext.i18n"],
)
_environment.policies["ext.i18n.trimmed"] = True
_environment.install_gettext_callables(raw_gettext, raw_ngettext, newstyle=True)  # type: ignore[attr-defined]
_environment.globals["document"] = document
_environment.globals["lang"] = lang
_environment.globals["price_words"] = price_words


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def compose(letter: str, house: House, today: date, facts: Mapping[str, Any], around: Mapping[str, object]) -> Rendered:
    """The letter of raw `facts`, in the language in force; `around` them stand the company and whom it is for."""
    context = dict(around)
    for name, fact in facts.items():
        context |= worded(house, today, name, fact)
    return render(letter, context)


def render(letter: str, context: Mapping[str, object]) -> Rendered:
    """The letter as it will be sent.

    The subject is one line of at most 200 characters. Raises jinja2's TemplateNotFound for a letter that does not
    exist and UndefinedError for a word the context lacks.
    """
    subject, text, html = (
        _environment.get_template(f"emails/{letter}.{part}").render(context) for part in ("subject.txt", "txt", "html")
    )
    return Rendered(_one_line(subject), text.strip() + "\n", html)


def _one_line(subject: str) -> str:
    harmless = "".join(" " if category(letter)[0] in "CZ" else letter for letter in subject)
    return " ".join(harmless.split())[:LONGEST_SUBJECT].strip()

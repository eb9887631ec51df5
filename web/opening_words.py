"""Who seems to have opened a document, in words that say it is a hint."""

from typing import NamedTuple

from templates.filters import moment
from templates.language import gettext as _
from tenants.openings import Opening
from web.door import here
from web.viewing import is_looking


class Opened(NamedTuple):
    """Ready to print."""

    name: str
    words: str


def opened(found: list[Opening]) -> list[Opened]:
    return [Opened(it.name or _("Somebody with a link"), _words(it)) for it in found]


def is_noted(base: str) -> bool:
    """Whether a page says that it is before somebody's eyes. Pages for staff do not, they leave no trace."""
    return not base.startswith("/staff/") and not is_looking()


def _words(it: Opening) -> str:
    last, first = (moment(at, here().time_zone, here().today()) for at in (it.last_at, it.first_at))
    if it.times == 1:
        return _("Opened, probably: %(when)s", when=last)
    return _("Opened, probably: %(when)s; first %(first)s", when=last, first=first)

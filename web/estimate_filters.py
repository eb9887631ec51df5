"""Which estimates the console lists, to be picked."""

from urllib.parse import urlencode

from templates.language import gettext as _
from templates.language import marked
from tenants.estimate_book import Filter
from web.customer_rows import Chip

FILTERS = {
    Filter.ALL: marked("All"),
    Filter.DRAFT: marked("Drafts"),
    Filter.WAITING: marked("Waiting"),
    Filter.ASKED: marked("Asked for more"),
    Filter.ACCEPTED: marked("Accepted"),
    Filter.DECLINED: marked("Declined"),
    Filter.EXPIRED: marked("Expired"),
}


def chips(path: str, shown: Filter, search: str) -> list[Chip]:
    return [
        Chip(_(label), _address(path, value, search), "" if value is Filter.ALL else value, value is shown)
        for value, label in FILTERS.items()
    ]


def _address(path: str, value: Filter, search: str) -> str:
    asked = {"show": "" if value is Filter.ALL else str(value), "search": search}
    query = urlencode({name: words for name, words in asked.items() if words})
    return f"{path}?{query}" if query else path

"""Customers who may be one, in words: who, and why."""

from typing import NamedTuple
from uuid import UUID

from templates.language import gettext as _
from templates.language import marked
from tenants.merging import Alike, Likeness, Pair

PATH = "/staff/customers"
COMMON = {
    Likeness.EMAIL: marked("email address"),
    Likeness.PHONE: marked("phone number"),
    Likeness.NAME: marked("name"),
}


class Suggested(NamedTuple):
    """Another customer who may be the same, ready to print."""

    id: UUID
    name: str
    href: str
    why: str
    merge_href: str


class Paired(NamedTuple):
    """A pair of the list of possible duplicates, ready to print."""

    first: Suggested
    second: Suggested
    why: str


def suggestions(found: list[Alike], customer_id: UUID) -> list[Suggested]:
    return [_suggested(it.id, it.name, customer_id, _why(it.common)) for it in found]


def paired(found: list[Pair]) -> list[Paired]:
    return [
        Paired(
            _suggested(it.first_id, it.first_name, it.second_id, ""),
            _suggested(it.second_id, it.second_name, it.first_id, ""),
            _why(it.common),
        )
        for it in found
    ]


def told_apart(said: str) -> tuple[UUID, UUID] | None:
    """The two that an address says were told apart just now, so that it can be taken back."""
    one, _by, other = said.partition("_")
    try:
        return UUID(one), UUID(other)
    except ValueError:
        return None


def _why(common: list[Likeness]) -> str:
    return _("In common: %(what)s", what=", ".join(_(COMMON[it]) for it in common)) if common else ""


def _suggested(id_: UUID, name: str, other_id: UUID, why: str) -> Suggested:
    return Suggested(id_, name, f"{PATH}/{id_}", why, f"{PATH}/{other_id}/merge?with={id_}")

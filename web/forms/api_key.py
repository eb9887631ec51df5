"""The form of an API key: its name, and all or a part of what there is to read and write."""

from collections.abc import Mapping
from typing import NamedTuple

from templates.language import gettext as _
from templates.language import marked
from tenants.api_keys import Access, Scope
from web.words.api_keys import ACCESS, NOUNS

EVERYTHING = {"read": Access.READ, "write": Access.WRITE}
PART = "part"
CHOICES = {
    "read": (marked("Read everything"), marked("For reports and lists: it can change nothing.")),
    "write": (marked("Read and write everything"), marked("For a program that does your office's work with you.")),
    PART: (marked("Only what I pick"), marked("As little as the program needs.")),
}
FIELD = "scope."


class Choice(NamedTuple):
    value: str
    label: str
    about: str
    is_chosen: bool


class Noun(NamedTuple):
    """One row of the form; `name` is that of its field."""

    name: str
    label: str
    about: str
    choices: list[Choice]


def read(typed: Mapping[str, str]) -> dict[Scope, Access]:
    """What the form allows; nothing where it says nothing that we know."""
    access = typed.get("access", "")
    if access in EVERYTHING:
        return dict.fromkeys(Scope, EVERYTHING[access])
    return _part(typed) if access == PART else {}


def choices(typed: Mapping[str, str]) -> list[Choice]:
    chosen = typed.get("access", "")
    return [Choice(value, _(label), _(about), value == chosen) for value, (label, about) in CHOICES.items()]


def nouns(typed: Mapping[str, str]) -> list[Noun]:
    return [_noun(scope, typed.get(f"{FIELD}{scope}", "")) for scope in Scope]


def _part(typed: Mapping[str, str]) -> dict[Scope, Access]:
    given = {scope: typed.get(f"{FIELD}{scope}", "") for scope in Scope}
    return {scope: Access(access) for scope, access in given.items() if access in set(Access)}


def _noun(scope: Scope, typed: str) -> Noun:
    label, about = NOUNS[scope].title, NOUNS[scope].about
    chosen = typed if typed in set(Access) else ""
    offered = [Choice(access or "", _(words), "", (access or "") == chosen) for access, words in ACCESS.items()]
    return Noun(f"{FIELD}{scope}", _(label), _(about) if about else "", offered)

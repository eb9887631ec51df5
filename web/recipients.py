"""To whom a document goes: what a form ticked, among the people who may get it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenants.customers import Contact
from tenants.errors import Invalid

TO = "to."


def picked(people: Sequence[Contact], form: Mapping[str, str]) -> list[Contact]:
    """Those of `people` that are ticked. Raises Invalid("to") for nobody, where there is somebody."""
    ticked = [contact for contact in people if f"{TO}{contact.id}" in form]
    if people and not ticked:
        raise Invalid("to", "Please tick at least one person.")
    return ticked


def rows(people: Sequence[Contact], form: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """For the page: everybody, ticked as the form has it, all of them before there was one."""
    return [
        {
            "id": str(contact.id),
            "name": contact.name,
            "email": contact.email,
            "ticked": form is None or f"{TO}{contact.id}" in form,
        }
        for contact in people
    ]

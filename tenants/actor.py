"""Actor: the staff member behind this request or task, so that the history knows whose act it was."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts for the company, and from which network address."""

    staff_member_id: UUID
    name: str
    address: str = ""


_acting: ContextVar[Actor | None] = ContextVar("actor", default=None)


def acts(who: Actor) -> None:
    """Let `who` be the author of whatever this request does from here on."""
    _acting.set(who)


def actor() -> Actor | None:
    """The staff member who acts; None for contacts, for work in the background and for the system."""
    return _acting.get()

"""Actor: the staff member or program behind this request or task, so that the history knows whose act it was."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts for the company, and from which network address: a staff member, or a program with its API key."""

    staff_member_id: UUID | None
    name: str
    address: str = ""
    api_key_id: UUID | None = None


_acting: ContextVar[Actor | None] = ContextVar("actor", default=None)


def acts(who: Actor) -> None:
    """Let `who` be the author of whatever this request does from here on."""
    _acting.set(who)


def actor() -> Actor | None:
    """Who acts for the company; None for contacts, for work in the background and for the system."""
    return _acting.get()

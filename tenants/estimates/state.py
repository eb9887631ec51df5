"""How an estimate stands for the people who look at it: its status, and what is computed from it."""

from enum import StrEnum


class State(StrEnum):
    SENT = "sent"
    CHANGES_ASKED = "changes_asked"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"


def state(status: str, *, is_expired: bool, changes_asked: bool) -> State:
    """`is_expired` is whether its last day was before today, whatever the status."""
    if status != "sent":
        return State(status)
    if is_expired:
        return State.EXPIRED
    return State.CHANGES_ASKED if changes_asked else State.SENT

"""What became of one row."""

from enum import StrEnum


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


def most(*outcomes: Outcome) -> Outcome:
    """Of what became of a row's parts, the most that happened."""
    return next(it for it in Outcome if it in outcomes)

"""Text a database can hold: no NUL, no half of a surrogate pair."""

from collections.abc import Iterable

from tenants.errors import DomainError


class Unstorable(DomainError):
    """Something in the request is not text."""


def refuse_unstorable(fields: Iterable[tuple[str, str]]) -> None:
    """Raise Unstorable when a name or value holds what no page of ours would send."""
    for name, value in fields:
        if "\x00" in name or "\x00" in value or not (_encodable(name) and _encodable(value)):
            message = "Something in what was sent cannot be read as text."
            raise Unstorable(message)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Cursors: where a page ended, in a word that says nothing to anybody else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from tenants.errors import Invalid
from tenants.newest_first import After, after
from web.api.shapes import Listing, Page, Said

Found = TypeVar("Found")


def where(wanted: Listing) -> After | None:
    """Where the page before ended; None for the first one. Raises Invalid("cursor")."""
    if not wanted.cursor:
        return None
    try:
        moment, _space, id_ = urlsafe_b64decode(wanted.cursor.encode()).decode("ascii").partition(" ")
        return After(datetime.fromisoformat(moment).astimezone(UTC), UUID(id_))
    except (ValueError, OverflowError) as error:
        raise Invalid("cursor", "Send the next_cursor of the page before.") from error


def paged(found: Sequence[Found], wanted: Listing, shaped: Callable[[Found], Said], last: Any = after) -> Page[Said]:
    """The page of what was found, which is one more than wanted when there are more."""
    listed = found[: wanted.limit]
    place = last(listed[-1]) if len(found) > len(listed) else None
    return Page(data=[shaped(it) for it in listed], next_cursor=_cursor(place) if place else None)


def narrowed(wanted: Listing, *names: str) -> dict[str, Any]:
    """What a list is narrowed down to: those of the names that are given."""
    said = {name: getattr(wanted, name) for name in names}
    return {name: value for name, value in said.items() if value is not None}


def _cursor(place: After) -> str:
    return urlsafe_b64encode(f"{place.at.isoformat()} {place.id}".encode()).decode()

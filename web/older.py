"""Lists that go on: the address of the older rows names the day or moment, and the id, where the page before ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from tenants.errors import NotFound


def href(path: str, places: Sequence[tuple[date, UUID]], most: int) -> str | None:
    """Where the rows after the first `most` are; None when these were all. `places` are what the list is sorted by."""
    if len(places) <= most:
        return None
    at, last = places[most - 1]
    return f"{path}?before={_written(at)}_{last}"


def than_day(text: str) -> tuple[date, UUID]:
    """The place in a list sorted by day, as it came back. Raises NotFound."""
    day, _by, last = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(last)
    except ValueError:
        raise NotFound from None


def than_moment(text: str) -> tuple[datetime, UUID]:
    """The place in a list sorted by moment, as it came back. Raises NotFound."""
    moment, _by, last = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise NotFound
        return at.astimezone(UTC), UUID(last)
    except (ValueError, OverflowError):
        raise NotFound from None


def _written(at: date) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if isinstance(at, datetime) else at.isoformat()

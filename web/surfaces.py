"""The surfaces: where each answers, who may enter, and how its callers prove themselves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from tenants import sections
from web.keyed import require_key
from web.plain_text import MOST_FIELDS
from web.signed_in import require_contact
from web.staff_signed_in import require_half, require_staff
from web.viewing import refuse_while_viewing

Guard = Callable[[], Awaitable[None]]


class Place(Enum):
    ANYWHERE = "any host at all"
    BASE = "the installation's own host"
    COMPANY = "a company's host"
    OURS = "a company's host or the installation's own"


async def anybody() -> None:
    """Open to whoever has the address."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Where a surface answers, who may enter, and what proves a caller besides.

    Pages want requests from their own origin. `signed`: callers prove themselves by what they say. `keyed`: programs
    send a key of theirs with JSON. `fields` is how many a form may have.
    """

    place: Place
    guard: Guard = anybody
    signed: bool = False
    keyed: bool = False
    fields: int = MOST_FIELDS


# Every blueprint stands here, or the application does not start.
SURFACES = {
    "health": Surface(Place.ANYWHERE),
    "assets": Surface(Place.ANYWHERE),
    "language": Surface(Place.OURS),
    "site": Surface(Place.BASE),
    "hooks": Surface(Place.BASE, signed=True),
    "entrance": Surface(Place.COMPANY, refuse_while_viewing),
    "logos": Surface(Place.COMPANY),
    "unsubscribe": Surface(Place.COMPANY, signed=True),
    "share": Surface(Place.COMPANY),
    "portal": Surface(Place.COMPANY, require_contact),
    "staff_entrance": Surface(Place.COMPANY),
    "staff_half": Surface(Place.COMPANY, require_half),
    "staff": Surface(Place.COMPANY, require_staff, fields=2_000),  # a bill has many lines
    "api": Surface(Place.COMPANY, require_key, keyed=True),
    "api_reference": Surface(Place.COMPANY),
}

# What a section's switch takes away. Share links of estimates were given out by the company and stay good without it.
HIDEABLE = frozenset({*(f"portal.{section}" for section in sections.Section), "share.jobs"})

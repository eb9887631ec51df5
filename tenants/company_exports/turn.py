"""A turn of putting everything together: what it works with, and what it cannot put in, told from what has to wait."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar
from uuid import UUID

import asyncpg
from tortoise.exceptions import OperationalError

from tenants.company_exports.archive import Growing, Part
from tenants.errors import NotFound, Unavailable
from tenants.tenant import Tenant

log = logging.getLogger(__name__)

T = TypeVar("T")

PAPER_SECONDS = 60.0
LAST_TRY = 10
"""The try at one place, a quarter of an hour after the first, that goes on without what is still out of reach."""

# What may be over in a moment, and says nothing about the document. One that was not found has gone or moved meanwhile.
PASSING = (
    Unavailable, NotFound, OSError, TimeoutError, MemoryError, asyncpg.PostgresError, asyncpg.InterfaceError,
    OperationalError,
)  # fmt: skip


class OutOfReach(Exception):
    """An outage: what was put in so far counts, and the next turn begins with this one."""


class Why(StrEnum):
    """Why something is not in the file."""

    UNPRINTABLE = "unprintable"
    NO_FILE = "no_file"
    OUT_OF_REACH = "out_of_reach"


class Missing(NamedTuple):
    """A paper or a photo that is not in the file: its noun, its number or name, whose it is."""

    noun: str
    number: str
    customer: str
    why: str = ""


class Paper(NamedTuple):
    """One paper of a document: `noun` says which kind, `name` what its file is called."""

    noun: str
    name: str
    print: Callable[[], Awaitable[bytes]]


class Words(NamedTuple):
    """What the file says in the company's language; `readme` is a name and a text."""

    readme: tuple[str, str]
    heads: Sequence[str]
    nouns: Mapping[str, str]
    reasons: Mapping[str, str]


Printed = Callable[[Tenant, str, UUID, UUID], Awaitable[Sequence[Paper]]]
"""The papers of one document: of `tenant`, which noun, whose, which one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step works with. `parts` are those of the turns before, `missing` what is left out in this one."""

    tenant: Tenant
    into: Growing
    folder: str
    parts: Sequence[Part]
    printed: Printed
    words: Words
    is_last_try: bool
    missing: list[Missing] = field(default_factory=list)


async def tried(turn: Turn, act: Callable[[], Awaitable[T]]) -> T | Why:
    """What `act` gives, or why it never will. Raises OutOfReach when another try may help."""
    try:
        async with asyncio.timeout(PAPER_SECONDS):
            return await act()
    except PASSING as error:
        if not turn.is_last_try:
            raise OutOfReach from error
        log.warning("left out of a company export, still out of reach", exc_info=error)
        return Why.OUT_OF_REACH
    except Exception as error:  # whatever is wrong with one document, the others are put in
        log.warning("left out of a company export, cannot be printed", exc_info=error)
        return Why.UNPRINTABLE

"""The steps in which the file is filled, each from where the last turn stopped: lists, rows, papers, photos."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import IO, TypeVar
from uuid import UUID

from tenants import list_exports
from tenants.company_exports.contents import NOUNS, company, rows_of
from tenants.company_exports.documents import PAPERS, not_included, papers, photos
from tenants.company_exports.turn import Turn
from tenants.isolation import acting_for
from tenants.logos import Logo
from tenants.spreadsheets import MARK, MOST_ROWS, lines

FIRST = UUID(int=0)
ROWS_A_FILE = 5_000
DOCUMENTS_A_FILE = MOST_ROWS
"""As many as can be brought in again at once."""

COUNT = """
SELECT (SELECT count(*) FROM invoice WHERE tenant_id = $1 AND status <> 'draft')
     + (SELECT count(*) FROM estimate WHERE tenant_id = $1 AND status <> 'draft')
     + (SELECT count(*) FROM agreement WHERE tenant_id = $1 AND status <> 'draft')
     + (SELECT count(*) FROM photo WHERE tenant_id = $1 AND removed_at IS NULL) AS total
"""

T = TypeVar("T")
Step = Callable[[Turn, UUID], Awaitable[UUID | None]]
"""Puts in what comes after an id, and answers where that ended; None when there is no more."""


def rows(noun: str) -> Step:
    async def step(turn: Turn, after: UUID) -> UUID | None:
        found, last, count = rows_of(turn.tenant, noun, after, ROWS_A_FILE), after, 0
        first = await anext(found, None)
        if first is None and after != FIRST:
            return None
        with turn.into.begun(turn.into.free(f"data/{noun}", ".json")) as into:
            into.write(b"[")
            async for row_id, row in _with(first, found):
                await asyncio.to_thread(into.write, (b",\n" if count else b"\n") + row.encode())
                last, count = row_id, count + 1
            into.write(b"\n]\n")
        return last if count == ROWS_A_FILE else None

    return step


def table(kind: str) -> Step:
    async def step(turn: Turn, after: UUID) -> UUID | None:
        pages = list_exports.exported(turn.tenant, kind, None if after == FIRST else after)
        first, count = await anext(pages), 0
        if not first.rows and after != FIRST:
            return None
        with turn.into.begun(turn.into.free(kind, ".csv")) as into:
            into.write((MARK + lines([list_exports.LISTS[kind].heads])).encode())
            async for page in _with(first, pages):
                await asyncio.to_thread(_put, into, page.rows)
                count += page.found
                if page.last and count >= DOCUMENTS_A_FILE:
                    return page.last
        return None

    return step


def _put(into: IO[bytes], page: Sequence[Sequence[str | Decimal]]) -> None:
    into.write(lines(page).encode())


async def _with(first: T | None, others: AsyncIterator[T]) -> AsyncIterator[T]:
    if first:
        yield first
    async for it in others:
        yield it


async def about(turn: Turn, _: UUID) -> None:
    await turn.into.add(*turn.words.readme)
    await turn.into.add("data/company.json", await company(turn.tenant))


async def logos(turn: Turn, after: UUID) -> UUID | None:
    async with acting_for(turn.tenant):
        logo = await Logo.filter(id__gt=after).order_by("id").first()
    if logo is None:
        return None
    await turn.into.add(f"logos/{logo.mark}.png", bytes(logo.body), packed=True)
    return logo.id


STEPS: Mapping[str, Step] = {
    "about": about,
    **{kind: table(kind) for kind in list_exports.LISTS},
    **{f"rows of {noun}": rows(noun) for noun in NOUNS},
    "logos": logos,
    **{f"papers of {noun}": papers(noun) for noun in PAPERS},
    "photos": photos,
    "not included": not_included,
}
COUNTED = frozenset({*(f"papers of {noun}" for noun in PAPERS), "photos"})
"""Those that take their time, whose documents and photos are counted on the page."""


def after(name: str) -> str:
    """The name of the step that follows; empty after the last."""
    names: Sequence[str] = tuple(STEPS)
    place = names.index(name) + 1
    return names[place] if place < len(names) else ""

"""The papers and photos of the file, one document at a time, and the list of those that could not be put in."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from tenants import photo_store
from tenants.company_exports.archive import missing_of
from tenants.company_exports.turn import Missing, Turn, Why, tried
from tenants.customers import Customer
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.photos import Photo
from tenants.spreadsheets import written
from tenants.tenant import Tenant

LARGEST = ("large", "medium", "small")
NOT_INCLUDED = "not-included.csv"
PAPERS = {"invoice": "invoices", "estimate": "estimates", "agreement": "agreements"}
"""What is printed, and the folder it is in."""

NEXT = """
SELECT d.id, d.customer_id, d.number,
       (SELECT name FROM customer WHERE tenant_id = $1 AND id = d.customer_id) AS customer
  FROM {noun} d WHERE d.tenant_id = $1 AND d.status <> 'draft' AND d.id > $2 ORDER BY d.id LIMIT 1
"""


def papers(noun: str) -> Callable[[Turn, UUID], Awaitable[UUID | None]]:
    async def step(turn: Turn, after: UUID) -> UUID | None:
        async with acting_for(turn.tenant) as unit:
            found = await unit.row(NEXT.format(noun=noun), turn.tenant.id, after)
        if found is None:
            return None
        bodies, missing = await _papers_of(turn, noun, found)
        for name, body in bodies:
            await turn.into.add(turn.into.free(f"{PAPERS[noun]}/{name}", ".pdf"), body, packed=True)
        turn.missing.extend(missing)
        last: UUID = found["id"]
        return last

    return step


async def photos(turn: Turn, after: UUID) -> UUID | None:
    async with acting_for(turn.tenant):
        photo = await Photo.filter(removed_at=None, id__gt=after).order_by("id").first()
    if photo is None:
        return None
    size = next((it for it in LARGEST if it in photo.sizes), "")
    picture = await tried(turn, lambda: _picture(turn.tenant, photo, size))
    if isinstance(picture, Why):
        turn.missing.append(await _missing_photo(turn.tenant, photo, picture))
    elif picture:
        await turn.into.add(f"photos/{photo.id}.{'jpg' if size == LARGEST[0] else 'webp'}", picture, packed=True)
    return photo.id


async def not_included(turn: Turn, _: UUID) -> None:
    """For people, by what they call it; there is no such list when everything is in the file."""
    before = [Missing(*row) async for row in missing_of(turn.folder, turn.parts)]
    if missing := [*before, *turn.missing]:
        nouns, reasons = turn.words.nouns, turn.words.reasons
        told = [(nouns[it.noun], it.number, it.customer, reasons[it.why]) for it in missing]
        await turn.into.add(NOT_INCLUDED, written([turn.words.heads, *told]))


async def _papers_of(turn: Turn, noun: str, found: Any) -> tuple[list[tuple[str, bytes]], list[Missing]]:
    """The papers of one document that can be printed, by name, and those that cannot: all of them, or none yet."""
    bodies, missing = [], []
    left_out = Missing(noun, found["number"], found["customer"])
    offered = await tried(turn, lambda: turn.printed(turn.tenant, noun, found["customer_id"], found["id"]))
    if isinstance(offered, Why):
        return [], [left_out._replace(why=offered)]
    for paper in offered:
        body = await tried(turn, paper.print)
        if isinstance(body, Why):
            missing.append(left_out._replace(noun=paper.noun, why=body))
        else:
            bodies.append((paper.name, body))
    return bodies, missing


async def _picture(tenant: Tenant, photo: Photo, size: str) -> bytes | Why:
    """The picture itself; nothing of a photo that never came or was removed since."""
    if not size:
        return b""
    try:
        return await photo_store.get(photo.folder, size)
    except NotFound:
        async with acting_for(tenant):
            return Why.NO_FILE if await Photo.exists(id=photo.id, removed_at=None) else b""


async def _missing_photo(tenant: Tenant, photo: Photo, why: Why) -> Missing:
    async with acting_for(tenant):
        customer = await Customer.get_or_none(id=photo.customer_id)
    return Missing("photo", photo.name or str(photo.id), customer.name if customer else "", why)

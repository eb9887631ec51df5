"""Two browsers in one editor: who saves over the other keeps the other's words, and anybody may bring them back."""

import re
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

import pytest
from quart import Response

from tenants import working_copies
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.builders import a_draft, a_staff_member, an_estimate, an_overwritten_copy
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
BACK = re.compile(r'formaction="([^"]+)"')


class Desk(NamedTuple):
    """A document that two people have open: where its editor is, and both of them."""

    path: str
    id: UUID
    olive: Visitor
    max: Visitor


@pytest.fixture(params=["invoices", "estimates"])
async def desk(request: pytest.FixtureRequest, world: World, visit: Visit) -> Desk:
    async with acting_for(world.acme.tenant):
        make = a_draft if request.param == "invoices" else an_estimate
        document = await make(world.acme.customer)
    other = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.MEMBER)).email)
    return Desk(f"/staff/{request.param}/{document.id}", document.id, await visit(world.acme).sign_in_staff(), other)


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


def form(title: str, edits: int = 0, **more: str) -> dict[str, str]:
    line = {"description": f"Line of {title}", "quantity": "2", "unit_price": "95", "discount_by": "amount"}
    return {
        "title": title,
        "note": f"Note of {title}",
        "edits": str(edits),
        **{f"lines.0.{name}": value for name, value in line.items()},
        **more,
    }


async def stands(world: World, desk: Desk) -> str:
    async with acting_for(world.acme.tenant):
        kept = await working_copies.of(desk.id)
    return str(kept.typed["title"]) if kept else ""


async def collided(desk: Desk) -> str:
    """Max was first; Olive saves hers over it. The page she sees then."""
    await desk.max.post(f"{desk.path}/autosave", form("Theirs"))
    assert (await desk.olive.post(f"{desk.path}/autosave", form("Mine"))).status_code == 409
    answer = await desk.olive.post(f"{desk.path}/edit", form("Mine", over="1"))
    assert answer.status_code == 303
    return await text(await desk.olive.get(answer.location))


async def test_what_was_saved_over_is_shown_at_once_and_later(world: World, desk: Desk) -> None:
    at_once = await collided(desk)
    later = [await text(await each.get(f"{desk.path}/edit")) for each in (desk.olive, desk.max)]

    assert "Yours is saved. The other one is kept" in at_once
    for page in (at_once, *later):
        assert all(words in page for words in ("Theirs", "By Max", "Line of Theirs", "2 × 95", "Note of Theirs"))
    assert await stands(world, desk) == "Mine"


async def test_it_is_brought_back_and_makes_the_other_one_wait(world: World, desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    answer = await desk.max.post(back, form("Mine", edits=2))
    page = await text(await desk.max.get(answer.location))

    assert "It is here again." in page
    assert await stands(world, desk) == "Theirs"
    assert "Line of Mine" in page
    assert len(BACK.findall(page)) == 1
    assert BACK.findall(page) != [back]


async def test_what_the_document_says_follows(world: World, desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    await desk.olive.post(back, form("Mine", edits=2))

    page = await text(await desk.olive.get(f"{desk.path}/send"))
    assert "Theirs" in page
    assert "Mine" not in page


async def test_what_was_typed_and_not_saved_yet_is_kept_too(world: World, desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    await desk.olive.post(back, form("Mine, and more", edits=2))

    page = await text(await desk.olive.get(f"{desk.path}/edit"))
    assert await stands(world, desk) == "Theirs"
    assert "Line of Mine, and more" in page


async def test_whoever_did_not_see_the_latest_is_asked_first(world: World, desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    await desk.max.post(f"{desk.path}/autosave", form("Theirs again", edits=2))
    answer = await desk.olive.post(back, form("Mine, and more", edits=2))

    assert answer.status_code == 409
    assert "Max has changed this" in await text(answer)
    assert await stands(world, desk) == "Theirs again"


async def test_a_form_that_came_apart_loses_nothing(world: World, desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    await desk.olive.post(back, {})

    assert await stands(world, desk) == "Theirs"
    assert "Line of Mine" in await text(await desk.olive.get(f"{desk.path}/edit"))


async def test_brought_back_twice_it_is_not_there_any_more(desk: Desk) -> None:
    (back,) = BACK.findall(await collided(desk))
    await desk.olive.post(back, {})

    assert (await desk.olive.post(back, {})).status_code == 404


async def test_another_documents_is_not_found(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        draft: Invoice = await a_draft(world.acme.customer)
        copy = await an_overwritten_copy(await a_draft(world.acme.customer))
    olive = await visit(world.acme).sign_in_staff()

    assert (await olive.post(f"/staff/invoices/{draft.id}/overwritten/{copy.id}", {})).status_code == 404


async def test_nothing_is_said_where_nothing_was_saved_over(desk: Desk) -> None:
    page = await text(await desk.olive.get(f"{desk.path}/edit?over=yes"))

    assert "What was saved over" not in page
    assert "Yours is saved." not in page

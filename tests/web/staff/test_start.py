"""The guided start: each step can be left out, taken up again and done where it stands."""

import pytest
from quart import Quart

from tenants.tenant import Tenant
from tests.signing_up import a_form, at_base, at_company, newest
from tests.tenants.test_logos import a_logo
from tests.visitor import Visitor
from tests.web.staff.settings.test_branding import answered
from tests.world import World


@pytest.fixture
async def ann(app: Quart, world: World) -> Visitor:
    """The owner of a company that has just been founded."""
    form, visitor = a_form(), at_base(app, world)
    await visitor.post("/sign-up", form)
    answer = await visitor.post(f"/sign-up/{(await newest(form['email'])).secret}")
    there, path = at_company(app, world.acme, answer.location)
    await there.post(path)
    return there


async def page(visitor: Visitor) -> str:
    return await (await visitor.get("/staff/start")).get_data(as_text=True)


async def test_it_counts_what_is_done(ann: Visitor) -> None:
    assert "1 of 7 steps done" in await page(ann)


async def test_one_press_chooses_a_color(ann: Visitor) -> None:
    assert (await ann.post("/staff/start/color", {"color": "#0f766e"})).status_code == 303

    assert "2 of 7 steps done" in await page(ann)
    assert (await Tenant.get(slug=ann.host.partition(".")[0])).brand_color == "#0f766e"


async def test_a_logo_is_followed_by_the_color_while_none_was_chosen(ann: Visitor) -> None:
    first = await answered(ann, a_logo(), query="?from=start")
    await ann.post("/staff/start/color", {"color": "#0f766e"})
    second = await answered(ann, a_logo(), query="?from=start")

    assert first.location == "/staff/settings/branding?from=start#color"
    assert second.location == "/staff/start"


async def test_a_step_left_out_can_be_taken_up_again(ann: Visitor) -> None:
    await ann.post("/staff/start/skip", {"step": "brand"})
    skipped = await page(ann)
    await ann.post("/staff/start/skip", {"step": "brand", "again": "yes"})

    assert "Left out" in skipped
    assert "Left out" not in await page(ann)


async def test_saving_leads_back_to_it(ann: Visitor) -> None:
    answer = await ann.post("/staff/settings/business?from=start", {"phone": "555 0100"})

    assert answer.location == "/staff/start"


@pytest.mark.parametrize("form", [{}, {"step": "x"}, {"step": "\x7f"}])
async def test_it_knows_no_other_step(ann: Visitor, form: dict[str, str]) -> None:
    assert (await ann.post("/staff/start/skip", form)).status_code == 404


@pytest.mark.parametrize("color", ["", "red", "#123456"])
async def test_only_the_colors_that_stand_there_can_be_pressed(ann: Visitor, color: str) -> None:
    assert (await ann.post("/staff/start/color", {"color": color})).status_code == 404

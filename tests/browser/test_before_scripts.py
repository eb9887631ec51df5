"""What people do on a page before a slow line has brought its scripts counts as if they had done it after."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Route, expect

from settings import settings
from tests.browser.person import Browse, Person
from tests.till import Till
from tests.world import World

SCRIPT = re.compile(r"[.]js($|[?])")


@asynccontextmanager
async def before_scripts(person: Person, path: str) -> AsyncIterator[None]:
    """In a tab where the page at `path` is there already, and its scripts come afterwards."""
    come = asyncio.Event()

    async def hold(route: Route) -> None:
        await come.wait()
        await route.continue_()

    person.page = await person.context.new_page()
    await person.page.route(SCRIPT, hold)
    await person.page.goto(person.company.tenant.url(path) if path.startswith("/") else path, wait_until="commit")
    yield
    come.set()


async def test_a_color_that_was_typed_is_shown(browse: Browse, world: World) -> None:
    ann = await (await browse(world.acme)).sign_in_staff()

    async with before_scripts(ann, "/staff/settings/branding"):
        await ann.type("Your color", "#ffe600")

    await expect(ann.page.locator("#looks")).to_contain_text(re.compile("Made darker.* instead of 1[.]"))


async def test_a_name_that_was_typed_is_looked_for(browse: Browse, world: World) -> None:
    ann = await (await browse(world.acme)).sign_in_staff()

    async with before_scripts(ann, "/staff/customers"):
        await expect(ann.page.locator("#list")).to_contain_text(world.acme.customer.name)
        await ann.page.get_by_role("searchbox").fill("nobody of that name")

    await expect(ann.page.locator("#list")).not_to_contain_text(world.acme.customer.name)


async def test_who_signs_up_gets_an_address_and_their_time(browse: Browse, world: World) -> None:
    ann = await browse(world.acme, timezone_id="America/Denver")

    async with before_scripts(ann, f"{settings().base_url}/sign-up"):
        await ann.type("Your company", "Blue Heron Pools")

    await expect(ann.page.get_by_label("Address of your portal")).to_have_value("blue-heron-pools")
    await expect(ann.page.locator("#slug-standing")).not_to_be_empty()
    await expect(ann.page.get_by_label("Time zone")).to_have_value("America/Denver")


async def test_what_was_written_on_a_draft_is_saved(browse: Browse, acme: Till) -> None:
    ann = await (await browse(acme.company)).sign_in_staff("/staff/invoices/new")
    await ann.go("/staff/invoices/new?search=dana")
    await ann.press("Dana Diaz")
    await ann.page.wait_for_url("**/edit")

    async with before_scripts(ann, ann.page.url):
        await ann.page.get_by_label("Description").first.fill("Service call")
        await ann.page.get_by_label("Unit price").first.fill("95")

    await expect(ann.page.locator("[data-sum=total]")).to_have_text("$95.00")
    await expect(ann.page.locator(".keeping .words")).to_have_text("Saved")


async def test_photos_that_were_picked_go_by_themselves(dana: Person, tmp_path: Path) -> None:
    picture = tmp_path / "pump.jpg"
    Image.new("RGB", (64, 64), "navy").save(picture)

    async with before_scripts(dana, "/service-requests/new"):
        await dana.type("What do you need?", "The pump is loud.")
        await dana.page.locator("input[type=file]").set_input_files(picture)

    await dana.sees("Added")
    await dana.page.reload()
    await expect(dana.page.get_by_label("What do you need?")).to_have_value("The pump is loud.")
    await expect(dana.page.get_by_alt_text("pump")).to_be_visible()


async def test_what_is_typed_is_newer_than_what_was_kept(dana: Person) -> None:
    await dana.go("/service-requests/new")
    await dana.context.set_offline(True)
    await dana.type("What do you need?", "The pump is loud.")
    await dana.context.set_offline(False)

    async with before_scripts(dana, "/service-requests/new"):
        await dana.type("What do you need?", "The pump has stopped.")

    await dana.page.wait_for_load_state()
    await expect(dana.page.get_by_label("What do you need?")).to_have_value("The pump has stopped.")

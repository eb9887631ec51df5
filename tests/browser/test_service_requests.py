"""Somebody asks for service on a phone with a bad connection: nothing is lost, whatever the line or the session does."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import expect

from tenants import photos
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.service_requests import RequestStatus, ServiceRequest
from tests.browser.fitness import is_fit, tab_to
from tests.browser.person import Browse, Person, link_in
from tests.world import Company, World

WORDS = {
    "en": {
        "what": "What do you need?",
        "send": "^Send request$",
        "added": "Added",
        "sent": "Thank you. We have your request",
        "offline": "No connection",
    },
    "es": {
        "what": "¿Qué necesita?",
        "send": "^Enviar solicitud$",
        "added": "Agregada",
        "sent": "Gracias. Tenemos su solicitud",
        "offline": "Sin conexión",
    },
}


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Three photos of about a megabyte, so that each is several pieces."""
    made = []
    for number in range(3):
        file = io.BytesIO()
        Image.effect_noise((1000, 800), 80 + number).save(file, "jpeg", quality=92)
        path = tmp_path / f"IMG_{number}.jpg"
        path.write_bytes(file.getvalue())
        made.append(str(path))
    return made


@asynccontextmanager
async def line(person: Person, kilobytes: int) -> AsyncIterator[Any]:
    """A line of so many kilobytes a second; `await it(0)` cuts it."""
    session = await person.context.new_cdp_session(person.page)
    await session.send("Network.enable")

    async def be(speed: int) -> None:
        conditions = {"latency": 40, "downloadThroughput": speed * 1024, "uploadThroughput": speed * 1024}
        await session.send("Network.emulateNetworkConditions", {"offline": not speed, **conditions})

    await be(kilobytes)
    yield be
    free = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", free)
    # The browser itself says when there is no line.
    person.complaints[:] = [it for it in person.complaints if "ERR_INTERNET_DISCONNECTED" not in it]


@pytest.mark.parametrize("language", WORDS)
async def test_it_sends_three_photos_over_a_line_that_is_cut(
    browse: Browse, world: World, size: dict[str, Any], language: str, pictures: list[str]
) -> None:
    words = WORDS[language]
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(language=language)
    dana = await (await browse(world.acme, **size)).sign_in("/service-requests/new")
    await dana.type(words["what"], "The heat pump stops at night.")

    async with line(dana, 400) as be:
        await dana.page.locator("#files").set_input_files(pictures)
        await expect(dana.page.locator("progress").first).not_to_have_attribute("value", "0")
        await be(0)
        await dana.sees(words["offline"])
        await be(2_000)
        await expect(dana.page.get_by_text(words["added"], exact=True)).to_have_count(3)
    await is_fit(dana)
    await dana.press(words["send"])

    await dana.sees(words["sent"])
    async with acting_for(world.acme.tenant):
        assert len(await photos.of(await the_request_of(world.acme))) == 3


async def the_request_of(company: Company) -> ServiceRequest:
    return await ServiceRequest.get(contact_id=company.contact.id, status=RequestStatus.SUBMITTED)


async def test_a_reload_goes_on_where_it_was(dana: Person, pictures: list[str]) -> None:
    await dana.go("/service-requests/new")
    await dana.type("What do you need?", "The heat pump")
    async with line(dana, 300) as be:
        await dana.page.locator("#files").set_input_files(pictures[:1])
        await expect(dana.page.locator("progress").first).not_to_have_attribute("value", "0")
        await be(5_000)
        await dana.page.reload()

        await expect(dana.page.get_by_text("Added", exact=True).or_(dana.page.locator(".tiles img"))).not_to_have_count(
            0
        )
    await expect(dana.page.get_by_label("What do you need?")).to_have_value("The heat pump")


async def test_a_photo_that_was_refused_does_not_come_back(dana: Person, tmp_path: Path) -> None:
    (tmp_path / "IMG.jpg").write_bytes(b"no photo" * 99)
    await dana.go("/service-requests/new")
    await dana.type("What do you need?", "The heat pump")
    await dana.page.locator("#files").set_input_files(tmp_path / "IMG.jpg")
    await dana.sees("Please choose a photo")
    await dana.page.reload()
    await dana.page.wait_for_load_state("networkidle")

    await expect(dana.page.locator(".tiles li")).to_have_count(0)
    dana.complaints[:] = [complaint for complaint in dana.complaints if not complaint.endswith(": 422")]


async def test_pressing_send_waits_for_the_photos(dana: Person, pictures: list[str], world: World) -> None:
    await dana.go("/service-requests/new")
    await dana.type("What do you need?", "The heat pump")
    async with line(dana, 1_500):
        await dana.page.locator("#files").set_input_files(pictures[:2])
        await dana.press("^Send request$")
        await dana.sees("Thank you. We have your request")

    async with acting_for(world.acme.tenant):
        assert len(await photos.of(await the_request_of(world.acme))) == 2


async def test_what_was_typed_outlives_the_session(dana: Person) -> None:
    await dana.go("/service-requests/new")
    cookies = await dana.context.cookies()
    await dana.context.clear_cookies()
    await dana.type("What do you need?", "The heat pump stops at night.")
    await dana.press("^Send request$")
    await dana.sees("You have been signed out")
    await dana.context.add_cookies(cookies)
    await dana.go("/service-requests/new")

    await expect(dana.page.get_by_label("What do you need?")).to_have_value("The heat pump stops at night.")
    await dana.sees("What you typed before is back.")


async def test_what_was_sent_does_not_come_back(dana: Person) -> None:
    await dana.go("/service-requests/new")
    await dana.type("What do you need?", "The heat pump stops at night.")
    await dana.press("^Send request$")
    await dana.sees("Thank you. We have your request")
    await dana.page.wait_for_function("() => !Object.keys(localStorage).length")
    await dana.go("/service-requests/new")

    await expect(dana.page.get_by_label("What do you need?")).to_have_value("")


async def test_it_is_sent_by_keyboard_alone(browse: Browse, world: World) -> None:
    dana = await (await browse(world.acme, viewport={"width": 1280, "height": 900}, is_mobile=False)).sign_in(
        "/service-requests/new"
    )

    await tab_to(dana, "What do you need?")
    await dana.page.keyboard.type("The heat pump stops at night.")
    await tab_to(dana, "In the next days")
    await dana.page.keyboard.press("ArrowDown")
    await tab_to(dana, "Send request")
    await dana.page.keyboard.press("Enter")

    await dana.sees("Thank you. We have your request", "Urgent")


async def test_it_works_without_scripts(browse: Browse, world: World, pictures: list[str]) -> None:
    dana = await browse(world.acme, java_script_enabled=False)
    await dana.go(link_in(await dana.ask_for_link("/service-requests/new")))
    await dana.press("^Sign in as d")
    await dana.type("Your name", "")
    await dana.type("What do you need?", "The heat pump stops at night.")
    await dana.page.locator("#files").set_input_files(pictures[:2])
    await dana.press("^Send request$")
    await dana.sees("Please type your name.")
    await dana.type("Your name", "Dana")
    await dana.press("^Send request$")

    await dana.sees("Thank you. We have your request")
    await expect(dana.page.locator(".photos img")).to_have_count(2)

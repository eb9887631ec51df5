"""The web process killed between two pieces of a photo, or in the middle of one: the upload goes on where it was."""

import random
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from quart import Quart

from tenants import photos, service_requests
from tenants.isolation import acting_for
from tenants.service_requests import ServiceRequest
from tests import hostile_photos
from tests.builders import a_service_request
from tests.patience import PATIENCE, pause
from tests.raw import Served
from tests.visitor import Visitor
from tests.world import World

JPEG = hostile_photos.photos()["jpeg"] + bytes(600_000)  # what stands after a photo is not looked at
PIECE = 256 * 1024


class Browser:
    """Sends pieces over a real line to whichever process listens just now."""

    def __init__(self, visitor: Visitor, request: ServiceRequest) -> None:
        cookies = "; ".join(f"{it.name}={it.value}" for it in visitor.client.cookie_jar or ())
        self.headers = {"Host": visitor.company.tenant.host, "Cookie": cookies, "Sec-Fetch-Site": "same-origin"}
        self.base = f"/service-requests/{request.id}/uploads"

    def ask(self, web: Served, method: str, path: str, **more: Any) -> dict[str, Any]:
        address = f"http://127.0.0.1:{web.port}{self.base}{path}"
        answer = httpx.request(method, address, headers=self.headers, timeout=PATIENCE, **more)
        assert answer.status_code in {200, 201}, answer.text
        facts: dict[str, Any] = answer.json()
        return facts

    def go_on(self, web: Served, upload: str, most: int = 99) -> dict[str, Any]:
        """Send what is missing, at most so many pieces of it."""
        facts = self.ask(web, "GET", f"/{upload}")
        while not facts["photo"] and most:
            offset = facts["offset"]
            piece = JPEG[offset : offset + PIECE]
            facts = self.ask(web, "POST", f"/{upload}?offset={offset}", content=piece)
            most -= 1
        return facts


@pytest.fixture
async def request_(world: World) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await a_service_request(world.acme.contact)


@pytest.fixture
async def browser(app: Quart, world: World, request_: ServiceRequest) -> Browser:
    return Browser(await Visitor(app, world.acme).sign_in(), request_)


async def the_only_photo(request: ServiceRequest, world: World) -> photos.Photo:
    async with acting_for(world.acme.tenant):
        (photo,) = await photos.of(request)
    return photo


async def test_killed_between_two_pieces_it_goes_on(
    world: World, browser: Browser, request_: ServiceRequest, tmp_path: Path
) -> None:
    with Served(tmp_path, is_patient=True) as web:
        upload = browser.ask(web, "POST", "", data={"name": "IMG_1.jpg", "size": str(len(JPEG))})["id"]
        browser.go_on(web, upload, most=1)
        web.process.kill()
    with Served(tmp_path, is_patient=True) as web:
        assert browser.ask(web, "GET", f"/{upload}")["offset"] == PIECE
        browser.go_on(web, upload)

    direct = await service_requests.add_photo(world.acme.tenant, await other(world), JPEG, "direct.jpg")
    assert (await the_only_photo(request_, world)).sizes == direct.sizes


async def test_killed_at_any_moment_it_becomes_one_photo(
    world: World, browser: Browser, request_: ServiceRequest, tmp_path: Path
) -> None:
    chance = random.Random(7)
    with Served(tmp_path, is_patient=True) as web:
        upload = browser.ask(web, "POST", "", data={"name": "IMG_1.jpg", "size": str(len(JPEG))})["id"]
    for _ in range(3):
        with Served(tmp_path, is_patient=True) as web:
            sending = threading.Thread(target=until_cut_off, args=(browser, web, upload))
            sending.start()
            pause(chance.uniform(0.02, 0.4))
            web.process.kill()
            sending.join(PATIENCE)
    with Served(tmp_path, is_patient=True) as web:
        facts = browser.go_on(web, upload)

    assert facts["photo"] == str((await the_only_photo(request_, world)).id)


def until_cut_off(browser: Browser, web: Served, upload: str) -> None:
    try:
        browser.go_on(web, upload)
    except httpx.TransportError:
        return


async def other(world: World) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await a_service_request(world.acme.contact)

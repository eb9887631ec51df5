"""Photos over HTTP: in after the guard, one at a time and never whole in memory twice; out to their customer alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from quart import Quart, Response

from settings import settings
from tenants import photos
from tenants.customers import Property
from tenants.isolation import acting_for
from tenants.photos import Photo
from tests import hostile_photos
from tests.patience import PATIENCE, until
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import World
from web import places, uploads
from web.app import create_app
from web.bell import Bell
from web.door import here
from web.door import uploads as takes_upload
from web.photos import received
from web.signed_in import viewer

JPEG = hostile_photos.photos()["jpeg"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LARGE = JPEG + bytes(1_000_000)  # what stands after a photo is not looked at


@takes_upload
async def add() -> Response:
    """As a page of the portal does that takes photos."""
    async with acting_for(here(), customer_id=viewer().customer_id):
        about = await Property.get(customer_id=viewer().customer_id)
    photo = await received(about, viewer().customer_id)
    return Response(str(photo.id), status=201)


@pytest.fixture(scope="module")
async def taking(database: None) -> AsyncIterator[Quart]:
    """The application with a page that takes photos."""
    app = create_app()
    app.add_url_rule("/a/photo", "portal.trial.add", add, methods=["POST"])
    bell = app.extensions["bell"] = Bell(settings().redis_url)
    yield app
    await bell.stop()


@pytest.fixture
async def dana(taking: Quart, world: World) -> Visitor:
    return await Visitor(taking, world.acme).sign_in()


async def send(visitor: Visitor, body: bytes, path: str = "/a/photo", **headers: str) -> Response:
    sent = {"Host": visitor.host, "Content-Type": "image/jpeg", "Content-Length": str(len(body)), **FROM_OUR_PAGE}
    return await visitor.client.post(path, data=body, headers={**sent, **headers}, scheme="http")


async def added(visitor: Visitor, query: str = "?name=Boiler%20room.HEIC") -> UUID:
    answer = await send(visitor, JPEG, f"/a/photo{query}")
    return UUID(await answer.get_data(as_text=True))


class Sending:
    """An upload whose bytes come when the test lets them: as the server sees it."""

    def __init__(self, visitor: Visitor, length: int) -> None:
        self.read = 0
        self.status = 0
        self.bytes: asyncio.Queue[bytes] = asyncio.Queue()
        cookies = "; ".join(f"{it.name}={it.value}" for it in visitor.client.cookie_jar or ())
        headers = {
            "host": visitor.host,
            "cookie": cookies,
            "content-length": str(length),
            "sec-fetch-site": "same-origin",
        }
        scope = {
            "type": "http", "asgi": {}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/a/photo",
            "query_string": b"", "root_path": "", "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 80),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        self.left = length
        self.done = asyncio.ensure_future(visitor.client.app(scope, self.receive, self.send))  # type: ignore[arg-type]

    async def receive(self) -> Any:
        piece = await self.bytes.get()
        self.read += len(piece)
        self.left -= len(piece)
        return {"type": "http.request", "body": piece, "more_body": self.left > 0}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)

    async def comes(self, body: bytes) -> int:
        for start in range(0, len(body), 65536):
            self.bytes.put_nowait(body[start : start + 65536])
        await asyncio.wait_for(self.done, PATIENCE)
        return self.status


class TestTaking:
    @pytest.mark.parametrize("body", [JPEG, LARGE], ids=["small", "large"])
    async def test_it_adds_a_photo(self, dana: Visitor, body: bytes) -> None:
        answer = await send(dana, body, "/a/photo?name=IMG_1.HEIC")

        assert answer.status_code == 201
        async with acting_for(dana.company.tenant):
            photo = await photos.find(UUID(await answer.get_data(as_text=True)))
            assert (photo.name, photo.customer_id) == ("IMG_1", dana.company.customer.id)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 422),
            (b"<svg onload=alert(1)>", 422),
            (JPEG[:500], 422),
            (dict(hostile_photos.bombs())["png that says 50000 x 50000"], 422),
            (bytes(photos.MOST_BYTES + 1), 413),
        ],
        ids=["nothing", "a drawing", "half a photo", "a bomb", "sixteen megabytes"],
    )
    async def test_it_refuses_in_words(self, dana: Visitor, body: bytes, status: int) -> None:
        answer = await send(dana, body)

        assert answer.status_code == status
        assert b"<h1" in await answer.get_data(as_text=False)

    async def test_it_wants_to_know_the_length(self, dana: Visitor) -> None:
        answer = await send(dana, JPEG, **{"Content-Length": "", "Transfer-Encoding": "chunked"})

        assert answer.status_code == 411

    async def test_it_takes_nothing_from_another_website(self, dana: Visitor) -> None:
        assert (await send(dana, JPEG, **{"Sec-Fetch-Site": "same-site"})).status_code == 403

    async def test_a_form_stays_small_everywhere_else(self, dana: Visitor) -> None:
        assert (await send(dana, LARGE, "/profile/sign-out-everywhere", **FORM)).status_code == 413


class TestWaiting:
    async def test_it_reads_nothing_from_who_is_not_signed_in(self, taking: Quart, world: World) -> None:
        sending = Sending(Visitor(taking, world.acme), len(LARGE))

        assert await sending.comes(LARGE) == 401
        assert sending.read == 0

    async def test_it_reads_nothing_while_all_places_are_taken(
        self, dana: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(places, "_places", asyncio.Semaphore(0))
        monkeypatch.setattr(places, "WAIT_SECONDS", 0.1)
        sending = Sending(dana, len(LARGE))

        assert await sending.comes(LARGE) == 503
        assert sending.read == 0

    async def test_it_holds_no_place_afterwards(self, dana: Visitor) -> None:
        await added(dana)
        await send(dana, b"no photo")

        assert places._taken == Counter()
        assert places._places._value == places.AT_ONCE

    async def test_it_takes_two_at_once_from_one_person(self, dana: Visitor) -> None:
        first, second = Sending(dana, len(LARGE)), Sending(dana, len(LARGE))
        await until(lambda: max(places._taken.values(), default=0) == 2)

        assert (await send(dana, LARGE)).status_code == 429
        assert [await first.comes(LARGE), await second.comes(LARGE)] == [201, 201]

    async def test_it_does_not_wait_for_ever(self, dana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "BODY_SECONDS", 0.3)

        assert await Sending(dana, len(LARGE)).comes(LARGE[:-1]) == 408


class TestShowing:
    @pytest.mark.parametrize(("size", "kind"), [("small", "webp"), ("medium", "webp"), ("large", "jpeg")])
    async def test_it_shows_what_was_made(self, dana: Visitor, size: str, kind: str) -> None:
        answer = await dana.get(f"/photos/{await added(dana)}/{size}")

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == f"image/{kind}"
        assert hostile_photos.SCRIPT not in await answer.get_data(as_text=False)

    async def test_a_browser_keeps_it_and_asks_again(self, dana: Visitor) -> None:
        path = f"/photos/{await added(dana)}/small"
        first = await dana.get(path)
        again = await dana.get(path, **{"If-None-Match": first.headers["ETag"]})

        assert first.headers["Cache-Control"] == "private, no-cache"
        assert (again.status_code, await again.get_data(as_text=False)) == (304, b"")

    async def test_nothing_in_it_can_run(self, dana: Visitor) -> None:
        headers = (await dana.get(f"/photos/{await added(dana)}/large")).headers

        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Boiler%20room.HEIC", "inline; filename=\"Boiler room.jpg\"; filename*=UTF-8''Boiler%20room.jpg"),
            ("K%C3%BCche.jpg", "inline; filename=\"K_che.jpg\"; filename*=UTF-8''K%C3%BCche.jpg"),
            (
                "a%22%0D%0ASet-Cookie:x.jpg",
                "inline; filename=\"a_ Set-Cookie_x.jpg\"; filename*=UTF-8''a%22%20Set-Cookie%3Ax.jpg",
            ),
        ],
    )
    async def test_it_is_saved_under_its_name(self, dana: Visitor, name: str, said: str) -> None:
        answer = await dana.get(f"/photos/{await added(dana, f'?name={name}')}/large")

        assert answer.headers["Content-Disposition"] == said
        assert "Set-Cookie" not in answer.headers

    async def test_it_is_saved_as_a_file_when_that_is_asked_for(self, dana: Visitor) -> None:
        answer = await dana.get(f"/photos/{await added(dana)}/large?download")

        assert answer.headers["Content-Disposition"].startswith('attachment; filename="Boiler room.jpg"')

    @pytest.mark.parametrize("headers", [{"Range": "bytes=0-9"}, {"Range": "bytes=-1"}, {"Range": "bytes=9-1"}])
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    async def test_asking_for_a_part_or_the_head_goes_through_the_same_check(
        self, dana: Visitor, taking: Quart, world: World, method: str, headers: dict[str, str]
    ) -> None:
        photo = await added(dana)
        casey = await Visitor(taking, world.acme).sign_in(world.acme.other_contact.email)

        for size in ("small", "medium", "large"):
            asked = {"path": f"/photos/{photo}/{size}", "method": method}
            answers = [
                await it.client.open(**asked, headers={"Host": it.host, **headers}, scheme="http")
                for it in (dana, casey)
            ]
            assert answers[0].status_code in {200, 206}
            assert answers[1].status_code == 404

    async def test_it_is_shown_to_nobody_else(self, dana: Visitor, taking: Quart, world: World) -> None:
        photo = await added(dana)
        casey = await Visitor(taking, world.acme).sign_in(world.acme.other_contact.email)
        bolt = await Visitor(taking, world.bolt).sign_in()

        for stranger in (casey, bolt):
            for size in ("small", "medium", "large"):
                answers = [await stranger.get(f"/photos/{it}/{size}") for it in (photo, uuid4())]
                assert [it.status_code for it in answers] == [404, 404]
        assert (await Visitor(taking, world.acme).get(f"/photos/{photo}/small")).status_code == 303

    async def test_it_stops_when_the_photo_is_removed_also_for_who_kept_it(self, dana: Visitor) -> None:
        photo_id = await added(dana)
        mark = (await dana.get(f"/photos/{photo_id}/small")).headers["ETag"]
        async with acting_for(dana.company.tenant):
            await photos.remove(await Photo.get(id=photo_id))

        assert (await dana.get(f"/photos/{photo_id}/small", **{"If-None-Match": mark})).status_code == 404

    @pytest.mark.parametrize("size", ["original", "huge", "small.webp", "..%2Flarge"])
    async def test_there_are_no_other_sizes(self, dana: Visitor, size: str) -> None:
        assert (await dana.get(f"/photos/{await added(dana)}/{size}")).status_code == 404

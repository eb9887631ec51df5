"""Photos that arrive piece by piece: whatever happens to the line, each becomes one photo, the same as if sent whole."""

import asyncio
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from settings import settings
from tenants import photo_store, photos, service_requests, uploads
from tenants.errors import Unavailable
from tenants.isolation import acting_for
from tenants.photo_decoder import Size
from tenants.photos import room
from tenants.service_requests import ServiceRequest
from tenants.uploads import Upload
from tenants.uploads import arriving as uploading
from tests import hostile_photos
from tests.builders import a_service_request
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
Facts = dict[str, Any]
JPEG = hostile_photos.photos()["jpeg"]


@pytest.fixture
async def dana(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in()


@pytest.fixture
async def request_(world: World) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await a_service_request(world.acme.contact)


class Line:
    """An upload as a browser drives it."""

    def __init__(self, visitor: Visitor, request: ServiceRequest) -> None:
        self.visitor = visitor
        self.base = f"/service-requests/{request.id}/uploads"
        self.path = ""

    async def begin(self, size: int = len(JPEG), name: str = "IMG_1.jpg") -> tuple[int, Facts]:
        answer = await self.visitor.post(self.base, {"name": name, "size": str(size)})
        facts = orjson.loads(await answer.get_data(as_text=False))
        self.path = f"{self.base}/{facts.get('id')}"
        return answer.status_code, facts

    async def piece(self, offset: int, body: bytes) -> tuple[int, Facts]:
        headers = {
            "Host": self.visitor.host,
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(body)),
            **FROM_OUR_PAGE,
        }
        path = f"{self.path}?offset={offset}"
        answer = await self.visitor.client.post(path, data=body, headers=headers, scheme="http")
        found = await answer.get_data(as_text=False)
        return answer.status_code, orjson.loads(found) if found.startswith(b"{") else {}

    async def how_far(self) -> Facts:
        facts: Facts = orjson.loads(await (await self.visitor.get(self.path)).get_data(as_text=False))
        return facts


async def photos_of(request: ServiceRequest, company: Company) -> list[photos.Photo]:
    async with acting_for(company.tenant):
        return await photos.of(request)


async def large_of(photo: photos.Photo) -> bytes:
    return await photos.read(photo, Size.LARGE)


class TestArriving:
    async def test_it_becomes_a_photo(self, dana: Visitor, request_: ServiceRequest, world: World) -> None:
        line = Line(dana, request_)
        await line.begin()
        status, facts = await line.piece(0, JPEG)
        (photo,) = await photos_of(request_, world.acme)

        assert (status, facts["photo"], photo.name) == (200, str(photo.id), "IMG_1")
        assert (await dana.get(f"/photos/{photo.id}/small")).status_code == 200
        assert await lying(world.acme) == []

    @pytest.mark.parametrize("seed", range(6))
    async def test_cut_anywhere_and_resumed_it_is_the_same_photo(
        self, dana: Visitor, request_: ServiceRequest, world: World, seed: int
    ) -> None:
        cuts = sorted(random.Random(seed).sample(range(1, len(JPEG)), 1 + seed))
        direct = await photos.add(
            world.acme.tenant, about=request_, customer_id=request_.customer_id, body=JPEG, name="direct"
        )
        line = Line(dana, request_)
        await line.begin()
        for start, end in zip([0, *cuts], [*cuts, len(JPEG)], strict=True):
            assert (await line.how_far())["offset"] == start
            await line.piece(start, JPEG[start:end])
        _, arrived = await photos_of(request_, world.acme)

        assert arrived.sizes == direct.sizes
        assert await large_of(arrived) == await large_of(direct)

    async def test_a_piece_at_a_wrong_place_is_told_the_right_one(
        self, dana: Visitor, request_: ServiceRequest
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])

        for offset in (0, 99, 101, len(JPEG), 2**40, -1):
            status, facts = await line.piece(offset, JPEG[offset : offset + 50])
            assert (status, facts.get("offset")) == (409, 100)

    async def test_the_last_piece_sent_again_is_the_same_photo(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        answers = [await line.piece(100, JPEG[100:]) for _ in range(3)]

        assert len({facts["photo"] for _, facts in answers}) == 1
        assert [status for status, _ in answers] == [200, 200, 200]
        assert len(await photos_of(request_, world.acme)) == 1

    async def test_two_tabs_with_the_same_piece_make_one_photo(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        for start, end in ((0, 300), (300, len(JPEG))):
            answers = await asyncio.gather(*(line.piece(start, JPEG[start:end]) for _ in range(2)))
            assert {status for status, _ in answers} <= {200, 409}
        (photo,) = await photos_of(request_, world.acme)

        assert (await line.how_far())["photo"] == str(photo.id)
        assert len(await folders(world.acme)) == 1

    async def test_two_tabs_that_finish_at_once_make_one_photo(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        upload = await whole(request_, world.acme)
        done = await asyncio.gather(
            *(service_requests.finish(world.acme.tenant, request_, upload) for _ in range(3)), return_exceptions=True
        )

        assert len({it.photo_id for it in done if isinstance(it, Upload)}) == 1
        assert all(isinstance(it, Upload) for it in done)
        assert len(await photos_of(request_, world.acme)) == 1
        assert len(await folders(world.acme)) == 1

    async def test_what_is_no_photo_is_said_and_forgotten(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin(6)
        status, facts = await line.piece(0, b"<svg/>")

        assert (status, "JPEG, PNG, WebP or HEIC" in facts["error"]) == (422, True)
        assert (await dana.get(line.path)).status_code == 404
        assert await lying(world.acme) == []

    @pytest.mark.parametrize("size", [0, -1, 15 * 1024 * 1024 + 1, 10**12])
    async def test_it_takes_no_size_that_no_photo_has(self, dana: Visitor, request_: ServiceRequest, size: int) -> None:
        assert (await Line(dana, request_).begin(size))[0] == 422

    async def test_more_than_was_said_is_refused(self, dana: Visitor, request_: ServiceRequest) -> None:
        line = Line(dana, request_)
        await line.begin(10)

        assert (await line.piece(0, JPEG))[0] == 422
        assert (await line.how_far())["offset"] == 0

    async def test_it_comes_in_no_endless_number_of_pieces(
        self, dana: Visitor, request_: ServiceRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploading, "MOST_PIECES", 3)
        line = Line(dana, request_)
        await line.begin()

        assert [(await line.piece(place, b"x"))[0] for place in range(4)] == [200, 200, 200, 422]

    async def test_a_piece_has_a_largest_size(self, dana: Visitor, request_: ServiceRequest) -> None:
        line = Line(dana, request_)
        await line.begin(2_000_000)

        assert (await line.piece(0, bytes(uploads.MOST_PIECE + 1)))[0] == 413

    async def test_it_can_be_given_up(self, dana: Visitor, request_: ServiceRequest, world: World) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        await dana.post(f"{line.path}/cancel")

        assert (await dana.get(line.path)).status_code == 404
        assert await lying(world.acme) == []

    async def test_after_a_day_it_is_too_late(self, dana: Visitor, request_: ServiceRequest, world: World) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        await a_day_passes(world.acme)

        assert (await line.piece(100, JPEG[100:]))[0] == 410


class TestWhose:
    async def test_it_belongs_to_the_drafts_writer_and_the_requests_customer(
        self, visit: Visit, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)
        bolt = await visit(world.bolt).sign_in()

        for stranger in (casey, bolt):
            line.visitor = stranger
            assert (await line.piece(0, JPEG))[0] == 404
            assert (await stranger.post(line.base, {"size": "5", "name": "x"})).status_code == 404
        assert await photos_of(request_, world.acme) == []

    async def test_nothing_is_added_once_the_company_has_taken_it_up(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        async with acting_for(world.acme.tenant):
            await service_requests.acknowledge(request_, by="Olive")

        assert (await line.piece(0, JPEG))[0] == 409
        assert (await line.begin())[0] == 409
        assert await photos_of(request_, world.acme) == []
        assert await lying(world.acme) == await folders(world.acme) == []


class TestRoom:
    async def test_ten_photos_are_the_most_with_those_on_their_way(
        self, dana: Visitor, request_: ServiceRequest
    ) -> None:
        begun = [(await Line(dana, request_).begin())[0] for _ in range(11)]

        assert begun == [201] * 10 + [422]

    async def test_ten_are_the_most_also_for_many_at_once(
        self, request_: ServiceRequest, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tenants.photo_decoder.WAIT_SECONDS", 60)
        adding = (service_requests.add_photo(world.acme.tenant, request_, JPEG, "x.jpg") for _ in range(14))
        done = await asyncio.gather(*adding, return_exceptions=True)

        assert sum(isinstance(it, photos.Photo) for it in done) == 10
        assert len(await folders(world.acme)) == 10

    async def test_at_the_edge_of_the_quota_not_one_too_many_comes_in(
        self, request_: ServiceRequest, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(room, "CUSTOMER_ROOM", (3, 1 << 40))
        monkeypatch.setattr("tenants.photo_decoder.WAIT_SECONDS", 60)
        arrived = [await whole(request_, world.acme) for _ in range(8)]
        finishing = (service_requests.finish(world.acme.tenant, request_, it) for it in arrived)
        done = await asyncio.gather(*finishing, return_exceptions=True)

        assert sum(isinstance(it, Upload) for it in done) == 3
        assert len(await photos_of(request_, world.acme)) == 3

    @pytest.mark.parametrize("whose", ["CUSTOMER_ARRIVING", "COMPANY_ARRIVING"])
    async def test_what_is_on_its_way_counts(
        self, dana: Visitor, request_: ServiceRequest, monkeypatch: pytest.MonkeyPatch, whose: str
    ) -> None:
        monkeypatch.setattr(uploading, whose, 2 * len(JPEG))
        begun = [(await Line(dana, request_).begin())[0] for _ in range(3)]

        assert begun == [201, 201, 422]


class TestTrouble:
    async def test_a_full_disk_is_said_and_the_same_piece_comes_again(
        self, dana: Visitor, request_: ServiceRequest, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        with monkeypatch.context() as disk:
            disk.setattr("os.fsync", full)
            assert (await line.piece(100, JPEG[100:]))[0] == 503
        far = await line.how_far()
        status, _ = await line.piece(100, JPEG[100:])

        assert (far["offset"], status) == (100, 200)
        assert len(await photos_of(request_, world.acme)) == 1

    async def test_an_upload_that_is_whole_is_finished_by_asking_again(
        self, dana: Visitor, request_: ServiceRequest, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = Line(dana, request_)
        await line.begin()

        async def busy(_: object) -> None:
            raise Unavailable("Many photos are arriving just now.")

        with monkeypatch.context() as decoder:
            decoder.setattr("tenants.photo_decoder.decode", busy)
            assert (await line.piece(0, JPEG))[0] == 503
        status, facts = await line.piece(len(JPEG), b"")

        assert (status, facts["photo"] is not None) == (200, True)
        assert len(await photos_of(request_, world.acme)) == 1


class TestSweeping:
    async def test_what_nobody_goes_on_with_is_gone_after_a_day(
        self, dana: Visitor, request_: ServiceRequest, world: World
    ) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        await a_day_passes(world.acme)
        await uploads.sweep()

        assert (await dana.get(line.path)).status_code == 404
        assert await lying(world.acme) == []

    async def test_what_is_still_coming_stays(self, dana: Visitor, request_: ServiceRequest, world: World) -> None:
        line = Line(dana, request_)
        await line.begin()
        await line.piece(0, JPEG[:100])
        age(world.acme, hours=3)
        await uploads.sweep()
        await photos.sweep()

        assert (await line.piece(100, JPEG[100:]))[0] == 200

    async def test_pieces_that_a_crash_left_are_deleted(self, world: World) -> None:
        await photo_store.put(f"uploads/{world.acme.tenant.id}/{uuid4()}/x", {"piece": b"x"})
        age(world.acme, hours=3)
        await uploads.sweep()

        assert await lying(world.acme) == []


async def whole(request: ServiceRequest, company: Company) -> Upload:
    """An upload of which every byte is there, and no photo yet."""
    async with acting_for(company.tenant):
        upload = await service_requests.begin(request, "IMG_1.jpg", len(JPEG))
    return await uploads.append(company.tenant, upload, 0, JPEG)


async def lying(company: Company) -> list[str]:
    """The uploads whose pieces are in the store."""
    return await photo_store.folders(f"uploads/{company.tenant.id}")


async def folders(company: Company) -> list[str]:
    """The photos in the store."""
    return await photo_store.folders(str(company.tenant.id))


async def a_day_passes(company: Company) -> None:
    async with acting_for(company.tenant) as unit:
        await unit.rows("UPDATE upload SET expires_at = now() - interval '1 second'")
    age(company, days=1)


def age(company: Company, **by: float) -> None:
    """Let time pass for the files of the company's uploads."""
    then = (datetime.now(UTC) - timedelta(**by)).timestamp()
    root = Path(settings().storage_url.removeprefix("file:")) / "uploads" / str(company.tenant.id)
    for path in (*root.rglob("*"), root):
        os.utime(path, (then, then))


def full(_: int) -> None:
    raise OSError(28, "No space left on device")

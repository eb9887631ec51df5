"""Photos of a job in the console: piece by piece or with a form, hostile files refused, and what the customer sees."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from quart import Response

from tenants import jobs
from tenants.isolation import acting_for
from tenants.jobs import Job, pictures
from tenants.photos import Photo
from tests import hostile_photos
from tests.builders import a_job
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
JPEG = hostile_photos.photos()["jpeg"]
HALF = len(JPEG) // 2


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def job(world: World) -> Job:
    async with acting_for(world.acme.tenant):
        return await a_job(world.acme.customer)


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def begin(olive: Visitor, job: Job, size: int = len(JPEG), **more: str) -> tuple[int, dict[str, Any]]:
    answer = await olive.post(f"/staff/jobs/{job.id}/uploads", {"name": "IMG_1.jpg", "size": str(size), **more})
    return answer.status_code, orjson.loads(await answer.get_data(as_text=False))


async def piece(olive: Visitor, job: Job, upload: str, offset: int, body: bytes) -> tuple[int, dict[str, Any]]:
    answer = await olive.client.post(
        f"/staff/jobs/{job.id}/uploads/{upload}?offset={offset}",
        data=body,
        headers={"Host": olive.host, "Content-Length": str(len(body)), **FROM_OUR_PAGE},
        scheme="http",
    )
    return answer.status_code, orjson.loads(await answer.get_data(as_text=False) or b"{}")


async def form(olive: Visitor, job: Job, *files: bytes, kind: str = "") -> Response:
    parts = [f'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'.encode()]
    for body in files:
        head = (
            '--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts.append(head.encode() + body + b"\r\n")
    whole = b"".join([*parts, b"--x--\r\n"])
    return await olive.client.post(
        f"/staff/jobs/{job.id}/photos",
        data=whole,
        headers={
            "Host": olive.host,
            "Content-Type": "multipart/form-data; boundary=x",
            "Content-Length": str(len(whole)),
            **FROM_OUR_PAGE,
        },
        scheme="http",
    )


async def kept(world: World) -> list[Photo]:
    async with acting_for(world.acme.tenant):
        return await Photo.filter(removed_at=None).order_by("created_at")


class TestArriving:
    async def test_a_line_that_is_cut_goes_on_where_it_was(self, olive: Visitor, job: Job, world: World) -> None:
        _, begun = await begin(olive, job, kind="after")
        await piece(olive, job, begun["id"], 0, JPEG[:HALF])
        far = orjson.loads(await (await olive.get(f"/staff/jobs/{job.id}/uploads/{begun['id']}")).get_data())
        status, done = await piece(olive, job, begun["id"], far["offset"], JPEG[HALF:])

        (photo,) = await kept(world)
        assert (status, done["photo"], photo.kind) == (200, str(photo.id), "after")

    async def test_a_piece_at_another_place_says_the_right_one(self, olive: Visitor, job: Job) -> None:
        _, begun = await begin(olive, job)

        assert await piece(olive, job, begun["id"], 7, JPEG) == (409, {**begun, "offset": 0})

    async def test_the_last_piece_sent_twice_at_once_is_one_photo(self, olive: Visitor, job: Job, world: World) -> None:
        _, begun = await begin(olive, job)
        await asyncio.gather(*(piece(olive, job, begun["id"], 0, JPEG) for _ in range(2)))

        assert len(await kept(world)) == 1

    @pytest.mark.parametrize("size", ["", "x", "-1", "0", "99999999999", "16000000"])
    async def test_a_size_that_is_none_is_refused_in_words(self, olive: Visitor, job: Job, size: str) -> None:
        answer = await olive.post(f"/staff/jobs/{job.id}/uploads", {"name": "x", "size": size})

        assert answer.status_code == 422
        assert "15 MB" in await text(answer)

    @pytest.mark.parametrize("what", ["svg", "html", "gif that is a script", "xml bomb"])
    async def test_what_is_no_photo_leaves_nothing(self, olive: Visitor, job: Job, world: World, what: str) -> None:
        body = hostile_photos.FOREIGN[what]
        _, begun = await begin(olive, job, len(body))

        assert (await piece(olive, job, begun["id"], 0, body))[0] == 422
        assert await kept(world) == []
        assert (await olive.get(f"/staff/jobs/{job.id}/uploads/{begun['id']}")).status_code == 404

    async def test_it_can_be_given_up(self, olive: Visitor, job: Job) -> None:
        _, begun = await begin(olive, job)
        await olive.post(f"/staff/jobs/{job.id}/uploads/{begun['id']}/cancel")

        assert (await olive.get(f"/staff/jobs/{job.id}/uploads/{begun['id']}")).status_code == 404

    async def test_another_jobs_is_not_found(self, olive: Visitor, job: Job, world: World) -> None:
        _, begun = await begin(olive, job)
        async with acting_for(world.acme.tenant):
            other = await a_job(world.acme.customer)

        assert (await olive.get(f"/staff/jobs/{other.id}/uploads/{begun['id']}")).status_code == 404

    async def test_a_full_job_says_so(self, olive: Visitor, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pictures, "MOST_PHOTOS", 0)

        assert (await begin(olive, job))[0] == 422


class TestForm:
    async def test_without_scripts_several_come_at_once(self, olive: Visitor, job: Job, world: World) -> None:
        answer = await form(olive, job, JPEG, JPEG, kind="before")

        assert answer.location == f"/staff/jobs/{job.id}#photos"
        assert [photo.kind for photo in await kept(world)] == ["before", "before"]

    async def test_one_that_is_none_is_named_and_the_others_stay(self, olive: Visitor, job: Job, world: World) -> None:
        answer = await form(olive, job, JPEG, b"<svg/>")

        assert answer.status_code == 422
        assert "a.jpg:" in await text(answer)
        assert len(await kept(world)) == 1

    @pytest.mark.parametrize("body", [b"", b"--x", b"nonsense", b"--x\r\n\r\n\r\n--x--"])
    async def test_a_form_that_came_apart_is_no_fault_of_ours(self, olive: Visitor, job: Job, body: bytes) -> None:
        answer = await olive.client.post(
            f"/staff/jobs/{job.id}/photos",
            data=body,
            headers={
                "Host": olive.host,
                "Content-Type": "multipart/form-data; boundary=x",
                "Content-Length": str(len(body)),
                **FROM_OUR_PAGE,
            },
            scheme="http",
        )

        assert answer.status_code < 500


class TestArranging:
    @pytest.fixture
    async def two(self, world: World, job: Job) -> list[Photo]:
        return [await jobs.add_photo(world.acme.tenant, job, JPEG, f"{name}.jpg") for name in "ab"]

    async def test_caption_and_kind_are_said(self, olive: Visitor, job: Job, two: list[Photo], world: World) -> None:
        path = f"/staff/jobs/{job.id}/photos/{two[0].id}"
        await olive.post(path, {"caption": " The  old one ", "kind": "before"})

        photo = (await kept(world))[0]
        assert (photo.caption, photo.kind) == ("The old one", "before")

    async def test_a_caption_too_long_is_kept_and_said(self, olive: Visitor, job: Job, two: list[Photo]) -> None:
        answer = await olive.post(f"/staff/jobs/{job.id}/photos/{two[0].id}", {"caption": "x" * 201})

        assert answer.status_code == 422
        assert "x" * 201 in await text(answer)

    async def test_they_change_places(self, olive: Visitor, job: Job, two: list[Photo]) -> None:
        await olive.post(f"/staff/jobs/{job.id}/photos/{two[1].id}/earlier")

        html = await text(await olive.get(f"/staff/jobs/{job.id}"))
        assert html.index(str(two[1].id)) < html.index(str(two[0].id))

    async def test_a_removed_one_is_gone_for_the_customer_and_comes_back(
        self, olive: Visitor, job: Job, two: list[Photo], visit: Visit, world: World
    ) -> None:
        dana = await visit(world.acme).sign_in()
        path = f"/staff/jobs/{job.id}/photos/{two[0].id}"
        removed = await olive.post(f"{path}/remove")
        gone = await dana.get(f"/photos/{two[0].id}/small")
        page = await text(await olive.get(removed.location.partition("#")[0]))
        await olive.post(f"{path}/restore")

        assert gone.status_code == 404
        assert f"{path}/restore" in page
        assert (await dana.get(f"/photos/{two[0].id}/small")).status_code == 200

    async def test_one_that_is_long_gone_says_so(self, olive: Visitor, job: Job) -> None:
        answer = await olive.post(f"/staff/jobs/{job.id}/photos/{uuid4()}/restore")

        assert answer.status_code == 404
        assert "cannot be brought back" in await text(answer)

    async def test_the_page_says_whether_the_customer_sees_them(
        self, olive: Visitor, job: Job, two: list[Photo], world: World, visit: Visit
    ) -> None:
        shown = await text(await olive.get(f"/staff/jobs/{job.id}"))
        world.acme.tenant.shows_job_photos = False
        await world.acme.tenant.save()
        hidden = await text(await olive.get(f"/staff/jobs/{job.id}"))

        assert "The customer sees them in the portal" in shown
        assert "photos of jobs are hidden" in hidden
        assert (await (await visit(world.acme).sign_in()).get(f"/photos/{two[0].id}/small")).status_code == 404

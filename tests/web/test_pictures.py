"""Logos and photos on their way through: whatever a file was besides a picture, what we serve is one and no more."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from quart import Quart, Response

from tenants import photos
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.logos import Logo
from tenants.photo_decoder import Size
from tenants.photos import Photo
from tenants.service_requests import ServiceRequest
from tests import hostile_photos
from tests.builders import a_job, a_service_request
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.web.portal.test_request_photos import Line
from tests.web.staff.settings.test_branding import PATH as BRANDING
from tests.world import World

READERS: dict[str, Any] = {
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/png": PngImagePlugin.PngImageFile,
    "image/webp": WebPImagePlugin.WebPImageFile,
}
CARRIED = [
    b"script",
    b"ran()",
    b"globalThis",
    b"xmpmeta",
    b"Exif",
    b"GPS",
    b"acTL",
    b"fdAT",
    b"ANIM",
    b"iCCP",
    b"ICC_PROFILE",
    b"PK\x03",
]
SAID = ["image/svg+xml", "text/html", "image/png"]
"""What the sender says a file is: nobody believes it."""


class Doors:
    """The three ways in for a picture: the logo, a job's photos by staff, a request's by its customer."""

    def __init__(self, olive: Visitor, dana: Visitor, job: Job, asked: ServiceRequest) -> None:
        self.olive, self.dana, self.job, self.asked = olive, dana, job, asked

    async def send(self, body: bytes, said: str = "image/png", name: str = "a.png") -> list[int]:
        line = Line(self.dana, self.asked)
        begun, _ = await line.begin(len(body), name)
        return [
            (await self._form(f"{BRANDING}/logo", body, said, name)).status_code,
            (await self._form(f"/staff/jobs/{self.job.id}/photos", body, said, name)).status_code,
            (await line.piece(0, body))[0] if begun == 201 else begun,
        ]

    async def _form(self, path: str, body: bytes, said: str, name: str) -> Response:
        head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {said}\r\n\r\n'
        whole = head.encode() + body + b"\r\n--x--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(len(whole))}
        headers = {"Host": self.olive.host, **kind, **FROM_OUR_PAGE}
        return await self.olive.client.post(path, data=whole, headers=headers, scheme="http")


@pytest.fixture
async def doors(app: Quart, world: World) -> Doors:
    return await doors_of(app, world)


async def doors_of(app: Quart, world: World) -> Doors:
    async with acting_for(world.acme.tenant):
        job, asked = await a_job(world.acme.customer), await a_service_request(world.acme.contact)
    return Doors(await Visitor(app, world.acme).sign_in_staff(), await Visitor(app, world.acme).sign_in(), job, asked)


async def pictures(world: World) -> dict[str, bytes]:
    """Everything that is kept, as it lies there, under the addresses where it is served."""
    async with acting_for(world.acme.tenant):
        logos, kept = await Logo.all(), await Photo.all()
    found = {f"/logo/{it.mark}.png": bytes(it.body) for it in logos}
    for photo in kept:
        way = "/staff/photos" if photo.about == "job" else "/photos"
        found |= {f"{way}/{photo.id}/{size}": await photos.read(photo, size) for size in Size}
    return found


async def test_what_is_no_picture_comes_in_nowhere(doors: Doors, world: World) -> None:
    """However it is called, and whatever it says it is."""
    for number, (name, body) in enumerate(hostile_photos.FOREIGN.items()):
        if body:
            answers = await doors.send(body, SAID[number % len(SAID)], f"{name}.png")
            assert answers == [422, 422, 422], name

    assert await pictures(world) == {}


async def test_what_a_photo_carries_is_nowhere_in_what_is_served(doors: Doors, world: World) -> None:
    for name, body in hostile_photos.laden().items():
        assert any(word in body for word in CARRIED), name
        assert await doors.send(body, "image/svg+xml", "photo.svg") == [303, 303, 200], name
    kept = await pictures(world)

    assert len(kept) >= 7 * len(hostile_photos.laden()) - 4  # of one logo sent again there is but one
    for path, body in kept.items():
        answer = await (doors.olive if "staff" in path else doors.dana).get(path)
        assert await answer.get_data(as_text=False) == body
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert_is_bare(body, READERS[answer.headers["Content-Type"]])


def assert_is_bare(body: bytes, reader: Callable[[io.BytesIO], Image.Image]) -> None:
    """A single picture of the kind it is served as, encoded once by us, with nothing before, in or behind it."""
    image = reader(io.BytesIO(body))
    image.load()
    assert [it for it in CARRIED if it in body] == []
    assert dict(image.getexif()) == {}
    assert getattr(image, "n_frames", 1) == 1
    assert body.endswith((b"\xff\xd9", b"IEND\xaeB`\x82")) or int.from_bytes(body[4:8], "little") == len(body) - 8

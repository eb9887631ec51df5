"""A large body takes its time on the way: when it is here, whoever sent it is judged once more."""

from collections.abc import Awaitable, Callable

import pytest
from quart import Quart

from tenants import branding
from tenants.branding import Branding
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.list_imports import ListImport
from tenants.logos import Logo
from tenants.photos import Photo
from tenants.staff import Role, StaffMember
from tests import hostile_photos
from tests.builders import a_job, a_service_request, a_staff_member
from tests.raw import Answer, Meanwhile, ask
from tests.visitor import Visitor
from tests.world import World
from web.app import FORM_BYTES

JPEG = hostile_photos.photos()["jpeg"] + bytes(FORM_BYTES)  # what stands after a photo is not looked at
LIST = b"name\r\n" + b"Mara Moss of 1 Elm Street in Boise\r\n" * (FORM_BYTES // 30)
GONE, AT_DOOR = 401, {401, 303}


async def send(app: Quart, visitor: Visitor, path: str, body: bytes, meanwhile: Meanwhile, kind: str = "") -> Answer:
    """Let something happen between the door and the last byte."""
    path, _, query = path.partition("?")
    return await ask(
        app, "POST", path, query=query.encode(), body=body, meanwhile=meanwhile, host=visitor.host,
        cookie="; ".join(f"{it.name}={it.value}" for it in visitor.client.cookie_jar or ()),
        sec_fetch_site="same-origin", content_type=kind or "image/jpeg", content_length=str(len(body)),
    )  # fmt: skip


async def send_form(app: Quart, visitor: Visitor, path: str, file: bytes, meanwhile: Meanwhile) -> Answer:
    kind = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncustomers\r\n'
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body = kind + head + file + b"\r\n--x--\r\n"
    return await send(app, visitor, path, body, meanwhile, "multipart/form-data; boundary=x")


async def nothing() -> None:
    """Nobody is judged otherwise."""


@pytest.fixture
async def olive(app: Quart, world: World) -> Visitor:
    return await Visitor(app, world.acme).sign_in_staff()


def taken_down(olive: Visitor, who: StaffMember, role: str = "") -> Meanwhile:
    """The owner removes somebody, or gives them another role."""

    async def act() -> None:
        path = f"/staff/team/{who.id}/{'role' if role else 'remove'}"
        assert (await olive.post(path, {"role": role})).status_code == 303

    return act


Sending = Callable[[Visitor, Meanwhile], Awaitable[Answer]]


async def each_of_staff(app: Quart, world: World) -> dict[str, Sending]:
    """Every way in which a large body comes to the console."""
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer)
    photos = f"/staff/jobs/{job.id}"
    return {
        "a form of photos": lambda who, then: send_form(app, who, f"{photos}/photos", JPEG, then),
        "a logo": lambda who, then: send_form(app, who, "/staff/settings/branding/logo", JPEG, then),
        "a list": lambda who, then: send_form(app, who, "/staff/settings/import", LIST, then),
    }


async def kept(world: World) -> int:
    async with acting_for(world.acme.tenant):
        return await Photo.all().count() + await Logo.all().count() + await ListImport.all().count()


@pytest.mark.parametrize("role", ["", "member"])
async def test_what_comes_after_the_removal_or_the_demotion_is_not_taken(
    app: Quart, world: World, olive: Visitor, role: str
) -> None:
    for what, sending in (await each_of_staff(app, world)).items():
        who = await a_staff_member(world.acme, Role.ADMIN)
        visitor = await Visitor(app, world.acme).sign_in_staff(who.email)

        answer = await sending(visitor, taken_down(olive, who, role))

        assert answer.status == GONE, what
    assert await kept(world) == 0


async def test_a_piece_of_a_photo_counts_no_more(app: Quart, world: World, olive: Visitor) -> None:
    who = await a_staff_member(world.acme, Role.MEMBER)
    visitor = await Visitor(app, world.acme).sign_in_staff(who.email)
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer)
    begun = await visitor.post(f"/staff/jobs/{job.id}/uploads", {"name": "a.jpg", "size": str(len(JPEG))})
    path = f"/staff/jobs/{job.id}/uploads/{(await begun.get_json())['id']}"

    answer = await send(app, visitor, f"{path}?offset=0", JPEG, taken_down(olive, who))

    assert answer.status == GONE
    assert (await (await olive.get(path)).get_json())["offset"] == 0


async def test_nor_what_comes_of_a_contact_who_was_removed(app: Quart, world: World) -> None:
    dana = await Visitor(app, world.acme).sign_in()
    async with acting_for(world.acme.tenant):
        asked = await a_service_request(world.acme.contact)

    async def remove() -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=asked.created_at)

    answer = await send_form(app, dana, f"/service-requests/{asked.id}/edit", JPEG, remove)

    assert answer.status in AT_DOOR
    assert await kept(world) == 0


async def test_whoever_stays_is_not_disturbed_also_when_the_company_changed(
    app: Quart, world: World, olive: Visitor
) -> None:
    async def change() -> None:
        async with acting_for(world.acme.tenant):
            await branding.change(Branding(portal_name="Acme online", brand_color="#123456"))

    for what, sending in (await each_of_staff(app, world)).items():
        for meanwhile in (nothing, change):
            assert (await sending(olive, meanwhile)).status == 303, what

    assert await kept(world) == 5  # the same logo twice is one

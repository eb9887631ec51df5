"""A customer asks for service: one calm form that loses nothing, and a page that says what became of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from quart import Response

from tenants import photos, service_requests
from tenants.allowances import Budget
from tenants.customers import Contact, Property
from tenants.isolation import acting_for
from tenants.service_requests import RequestStatus, ServiceRequest, asking
from tenants.tenant import Tenant
from tests import hostile_photos
from tests.builders import a_service_request
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import Company, World
from web import places

Visit = Callable[[Company], Visitor]
JPEG = hostile_photos.photos()["jpeg"]
GOOD = {
    "name": "Dana Diaz",
    "email": "dana@example.com",
    "phone": "555 0118",
    "what": "The heat pump stops at night.\nIt began on Monday.",
    "urgency": "urgent",
}
HOSTILE = (
    *("", "x" * 60_000, "\x00", "\ud800", "<script>alert(1)</script>", "' OR 1=1 --", "\u202e", "-1", "{{7*7}}"),
    *("9" * 400, "0000-00-00", "%s%s%s", "\r\nBcc: all@example.com", "..\\..\\etc/passwd"),
)


@pytest.fixture
async def dana(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in()


async def text(response: Response) -> str:
    return await response.get_data(as_text=True)


async def all_of(company: Company) -> list[ServiceRequest]:
    async with acting_for(company.tenant):
        return await ServiceRequest.all().order_by("created_at")


async def sent(company: Company, **more: object) -> ServiceRequest:
    async with acting_for(company.tenant):
        return await a_service_request(company.contact, **more)


async def post_files(visitor: Visitor, path: str, form: dict[str, str], *files: tuple[str, bytes]) -> Response:
    """As a browser without scripts sends a form with files."""
    boundary = uuid4().hex
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    )
    for name, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        body += f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
    return await post_body(visitor, path, body + f"--{boundary}--\r\n".encode(), boundary)


async def post_body(visitor: Visitor, path: str, body: bytes, boundary: str) -> Response:
    headers = {
        "Host": visitor.host,
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(body)),
        **FROM_OUR_PAGE,
    }
    return await visitor.client.post(path, data=body, headers=headers, scheme="http")


class TestForm:
    async def test_it_is_filled_in_with_what_we_know(self, dana: Visitor, world: World) -> None:
        page = await text(await dana.get("/service-requests/new"))

        assert f'value="{world.acme.contact.email}"' in page
        assert 'value="Dana Diaz"' in page
        assert "12 Elm Street" in page

    async def test_looking_at_it_begins_nothing(self, dana: Visitor, world: World) -> None:
        await dana.get("/service-requests/new")

        assert await all_of(world.acme) == []

    async def test_several_properties_are_a_choice(self, dana: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Property.create(customer_id=world.acme.customer.id, name="Shed", address="12 Elm Street, rear")
        page = await text(await dana.get("/service-requests/new"))

        assert page.count('type="radio"\nname="property"') == 2

    async def test_it_comes_back_as_it_was_kept(self, dana: Visitor) -> None:
        await dana.post("/service-requests/draft", {"what": "Half a sen", "day1": "2099-01-01", "urgency": "urgent"})
        page = await text(await dana.get("/service-requests/new"))

        assert "Half a sen" in page
        assert 'value="2099-01-01"' in page
        assert re.search(r'value="urgent"\s+checked', page)

    async def test_what_is_kept_is_found_in_the_list(self, dana: Visitor) -> None:
        await dana.post("/service-requests/draft", {"what": "Half a sen"})

        assert "Not sent yet" in await text(await dana.get("/service-requests"))


class TestSending:
    async def test_it_is_sent_and_shown(self, dana: Visitor, world: World) -> None:
        answer = await dana.post("/service-requests/new", GOOD)
        (request,) = await all_of(world.acme)
        page = await text(await dana.get(answer.location))

        assert answer.location == f"/service-requests/{request.id}?said=sent"
        assert (request.status, request.property_id) == (RequestStatus.SUBMITTED, world.acme.property.id)
        for words in ("Thank you.", "R1001", "It began on Monday.", "Urgent: something is broken", "Any day, any time"):
            assert words in page

    async def test_the_form_pressed_twice_makes_one(self, dana: Visitor, world: World) -> None:
        form = GOOD | {"key": str(uuid4())}
        answers = [await dana.post("/service-requests/new", form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert len(await all_of(world.acme)) == 1

    async def test_an_error_loses_nothing(self, dana: Visitor, world: World) -> None:
        answer = await dana.post("/service-requests/new", GOOD | {"email": "dana@", "day1": "2001-01-01"})
        page = await text(answer)

        assert answer.status_code == 422
        for words in ("It began on Monday.", 'value="dana@"', 'value="2001-01-01"', "This day is over."):
            assert words in page
        assert page.count("autofocus") >= 1
        assert [it.status for it in await all_of(world.acme)] == [RequestStatus.DRAFT]

    async def test_the_sixth_in_an_hour_is_kept_and_not_sent(self, dana: Visitor, world: World) -> None:
        for _ in range(5):
            await sent(world.acme)
        answer = await dana.post("/service-requests/new", GOOD)

        assert answer.status_code == 429
        assert "It began on Monday." in await text(answer)
        assert [it.typed["urgency"] for it in await all_of(world.acme) if it.status == "draft"] == ["urgent"]

    async def test_signed_out_meanwhile_is_said(self, visit: Visit, world: World) -> None:
        answer = await visit(world.acme).post("/service-requests/new", GOOD)

        assert answer.status_code == 401
        assert "what you typed is still there" in await text(answer)

    @pytest.mark.parametrize("field", service_requests.FIELDS)
    async def test_nothing_typed_breaks_it(self, dana: Visitor, field: str) -> None:
        for value in HOSTILE:
            parts = "".join(
                f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{it}\r\n'
                for name, it in (GOOD | {field: value}).items()
            )
            body = (parts + "--b--\r\n").encode("utf-8", "surrogatepass")
            answer = await post_body(dana, "/service-requests/new", body, "b")

            assert answer.status_code < 500, value
            assert "<script>alert" not in await text(answer)

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"--b", b"--b\r\n", b"--b--", b"--b\r\n\r\nx\r\n--b--", b"no form",
            b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
            b'--b\r\nContent-Disposition: form-data; name="what"\r\n\r\nx',
            b'--b\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\nx\r\n--b--\r\n',
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 70 + b"--b--\r\n",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 300_000 + b"\r\n--b--\r\n",
        ],
    )  # fmt: skip
    async def test_a_broken_form_is_refused(self, dana: Visitor, body: bytes) -> None:
        answer = await post_body(dana, "/service-requests/new", body, "b")

        assert 400 <= answer.status_code < 500

    async def test_a_form_that_names_one_field_twice_is_refused(self, dana: Visitor) -> None:
        part = b'--b\r\nContent-Disposition: form-data; name="what"\r\n\r\nx\r\n'

        assert (await post_body(dana, "/service-requests/new", part * 2 + b"--b--\r\n", "b")).status_code == 400


class TestPhotosWithoutScripts:
    async def test_they_come_with_the_form(self, dana: Visitor, world: World) -> None:
        answer = await post_files(
            dana, "/service-requests/new", GOOD, ("IMG_1.jpg", JPEG), ("IMG_2.HEIC", hostile_photos.photos()["heic"])
        )
        page = await text(await dana.get(answer.location))

        assert answer.status_code == 303
        assert page.count("/medium") == 2

    async def test_one_that_cannot_be_taken_is_named_and_the_others_stay(self, dana: Visitor, world: World) -> None:
        answer = await post_files(dana, "/service-requests/new", GOOD, ("IMG_1.jpg", JPEG), ("plan.svg", b"<svg/>"))
        page = await text(answer)
        (draft,) = await all_of(world.acme)

        assert answer.status_code == 422
        assert "plan.svg: Please choose a photo" in page
        assert page.count('/small"') == 1
        assert draft.status is RequestStatus.DRAFT

    async def test_ten_are_the_most(self, dana: Visitor, world: World) -> None:
        answer = await post_files(dana, "/service-requests/new", GOOD, *(("a.jpg", JPEG) for _ in range(11)))

        assert answer.status_code == 422
        assert (await text(answer)).count('/small"') == 10

    async def test_a_photo_is_removed_and_nothing_typed_is_lost(self, dana: Visitor, world: World) -> None:
        await post_files(dana, "/service-requests/new", GOOD | {"what": ""}, ("IMG_1.jpg", JPEG))
        (draft,) = await all_of(world.acme)
        async with acting_for(world.acme.tenant):
            (photo,) = await photos.of(draft)
        answer = await dana.post("/service-requests/new", GOOD | {"what": "Unfini", "remove": str(photo.id)})
        page = await text(answer)

        assert answer.status_code == 200
        assert "Unfini" in page
        assert '/small"' not in page

    async def test_more_than_a_form_may_hold_is_refused(self, dana: Visitor) -> None:
        answer = await post_files(dana, "/service-requests/new", GOOD, ("a.jpg", bytes(25 * 1024 * 1024)))

        assert answer.status_code == 413

    async def test_only_so_many_are_in_memory_at_once(
        self, dana: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(places, "FOR_PERSON", 0)
        request = await sent(world.acme)
        large = ("large.jpg", b"x" * 300_000)

        for path in ("/service-requests/new", f"/service-requests/{request.id}/edit"):
            assert (await post_files(dana, path, GOOD, large)).status_code == 429
            assert (await post_files(dana, path, GOOD)).status_code == 303


class TestChanging:
    async def test_it_changes_what_was_sent(self, dana: Visitor, world: World) -> None:
        request = await sent(world.acme)
        page = await text(await dana.get(f"/service-requests/{request.id}/edit"))
        answer = await dana.post(f"/service-requests/{request.id}/edit", GOOD | {"what": "Only the filter"})

        assert "The heat pump stops at night." in page
        assert answer.location == f"/service-requests/{request.id}?said=changed"
        assert (await all_of(world.acme))[0].what == "Only the filter"

    async def test_it_says_so_when_it_is_too_late(self, dana: Visitor, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.acknowledge(request, by="Olive")
        answer = await dana.post(f"/service-requests/{request.id}/edit", GOOD)
        page = await text(await dana.get(answer.location))

        assert (await dana.get(f"/service-requests/{request.id}/edit")).status_code == 303
        assert "could not be changed any more" in page
        assert (await all_of(world.acme))[0].what == request.what

    async def test_too_many_changes_wait_and_nothing_typed_is_lost(
        self, dana: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(asking, "CHANGES", Budget("none", 0, timedelta(hours=1)))
        request = await sent(world.acme)
        answer = await dana.post(f"/service-requests/{request.id}/edit", GOOD)

        assert answer.status_code == 429
        assert "The heat pump stops at night." in await text(answer)

    async def test_it_is_withdrawn_once_and_then_says_how_it_stands(self, dana: Visitor, world: World) -> None:
        request = await sent(world.acme)
        answers = [await dana.post(f"/service-requests/{request.id}/withdraw") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 409]
        assert "Withdrawn" in await text(answers[1])

    async def test_another_contact_of_the_customer_sees_it_and_no_draft(self, visit: Visit, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.keep(world.acme.contact, uuid4(), {"what": "Secret draft"})
            email = f"sam-{uuid4().hex[:8]}@example.com"
            await Contact.create(customer_id=world.acme.customer.id, name="Sam", email=email)
        sam = await visit(world.acme).sign_in(email)

        assert (await sam.get(f"/service-requests/{request.id}")).status_code == 200
        assert "Secret draft" not in await text(await sam.get("/service-requests"))
        assert "Secret draft" not in await text(await sam.get("/service-requests/new"))


class TestList:
    async def test_an_empty_one_says_what_to_do(self, dana: Visitor) -> None:
        assert "What can we do for you?" in await text(await dana.get("/service-requests"))

    async def test_it_goes_on_where_the_page_ends(self, dana: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await _many(world.acme, 30)
        first = await text(await dana.get("/service-requests"))
        older = re.search(r'href="(/service-requests\?before=[^"]+)"', first)
        assert older
        second = await text(await dana.get(older[1]))

        seen = [re.findall(r'href="/service-requests/([0-9a-f-]{36})"', page) for page in (first, second)]
        assert (len(seen[0]), len(seen[1])) == (25, 5)
        assert len({UUID(it) for it in seen[0] + seen[1]}) == 30

    @pytest.mark.parametrize("before", ["x", "20260101T000000.000000Z_x", "_", "9" * 400])
    async def test_a_place_that_is_none_is_not_found(self, dana: Visitor, before: str) -> None:
        assert (await dana.get(f"/service-requests?before={before}")).status_code == 404


async def _many(company: Company, number: int) -> None:
    for index in range(number):
        await ServiceRequest.create(
            customer_id=company.customer.id, contact_id=company.contact.id, key=uuid4(), number=f"R{index}",
            status=RequestStatus.CLOSED, submitted_at="2026-01-01T00:00:00Z", what=f"Request {index}",
        )  # fmt: skip


class TestHidden:
    @pytest.mark.parametrize("path", ["", "/new", "/{id}", "/{id}/edit", "/{id}/uploads/{id}"])
    async def test_a_hidden_section_answers_as_nothing(self, dana: Visitor, world: World, path: str) -> None:
        request = await sent(world.acme)
        await Tenant.filter(id=world.acme.tenant.id).update(shows_service_requests=False)
        answer = await dana.get("/service-requests" + path.format(id=request.id))

        assert answer.status_code == 404

"""The inbox of requests in the console: read, answered, declined with a reason, taken on once, written down."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from quart import Response

from tenants import service_requests
from tenants.estimates import Estimate
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.service_requests import RequestStatus, ServiceRequest
from tests import hostile_photos
from tests.builders import a_service_request
from tests.names import NOBODY
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


async def asked(world: World, **more: Any) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await a_service_request(world.acme.contact, property_id=world.acme.property.id, **more)


async def again(request: ServiceRequest, world: World) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await ServiceRequest.get(id=request.id)


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


class TestReading:
    async def test_the_inbox_lists_what_is_to_be_done(self, olive: Visitor, world: World) -> None:
        await asked(world)

        html = await text(await olive.get("/staff/requests"))

        assert "The heat pump stops at night." in html
        assert "R1001" in html

    async def test_the_page_shows_all_that_was_written(self, olive: Visitor, world: World) -> None:
        request = await asked(world, what="It leaks.\n<b>Badly</b>")

        html = await text(await olive.get(f"/staff/requests/{request.id}"))

        assert "&lt;b&gt;Badly&lt;/b&gt;" in html
        assert 'href="tel:+15550100118"' in html
        assert 'href="mailto:dana@example.com"' in html
        assert "maps/search/?api=1&amp;query=12%20Elm%20Street" in html

    async def test_its_photos_are_shown_to_staff_even_where_the_section_is_hidden(
        self, olive: Visitor, world: World
    ) -> None:
        request = await asked(world)
        photo = await service_requests.add_photo(
            world.acme.tenant, request, hostile_photos.photos()["jpeg"], "IMG_1.jpg"
        )
        world.acme.tenant.shows_service_requests = False
        await world.acme.tenant.save()

        answer = await olive.get(f"/staff/photos/{photo.id}/small")

        assert (answer.status_code, answer.content_type) == (200, "image/webp")
        assert (await olive.get(f"/staff/photos/{photo.id}/huge")).status_code == 404

    async def test_a_draft_is_nowhere_to_be_seen(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await service_requests.keep(world.acme.contact, uuid4(), {"what": "Secret"})

        assert (await olive.get(f"/staff/requests/{draft.id}")).status_code == 404

    @pytest.mark.parametrize("query", ["before=x", "before=2026-01-01_x", "before=9999"])
    async def test_a_place_that_is_none_is_not_found(self, olive: Visitor, query: str) -> None:
        assert (await olive.get(f"/staff/requests?{query}")).status_code == 404


class TestAnswering:
    async def test_a_decline_without_a_reason_says_so_beside_the_field(self, olive: Visitor, world: World) -> None:
        request = await asked(world)

        answer = await olive.post(f"/staff/requests/{request.id}/decline", {"reason": " "})

        assert answer.status_code == 422
        assert "Please say why" in await text(answer)
        assert (await again(request, world)).status is RequestStatus.SUBMITTED

    async def test_the_reason_is_kept_when_somebody_was_faster(self, olive: Visitor, world: World) -> None:
        request = await asked(world)
        async with acting_for(world.acme.tenant):
            await service_requests.withdraw(await ServiceRequest.get(id=request.id), by="Dana")

        answer = await olive.post(f"/staff/requests/{request.id}/decline", {"reason": "We are full."})

        assert answer.status_code == 409
        assert "Somebody was faster" in await text(answer)

    async def test_it_is_acknowledged_closed_and_taken_up(self, olive: Visitor, world: World) -> None:
        request = await asked(world)
        seen = []
        for act in ("acknowledge", "close", "take-up"):
            await olive.post(f"/staff/requests/{request.id}/{act}")
            seen.append(str((await again(request, world)).status))

        assert seen == ["acknowledged", "closed", "acknowledged"]
        html = await text(await olive.get(f"/staff/requests/{request.id}"))
        assert "Olive Owner took it up again" in html


class TestTakingOn:
    @pytest.mark.parametrize("into", ["job", "estimate"])
    async def test_a_double_click_makes_one(self, olive: Visitor, world: World, into: str) -> None:
        request = await asked(world)
        press = olive.post(f"/staff/requests/{request.id}/convert", {"into": into})
        answers = [
            await press,
            *await asyncio.gather(
                *[olive.post(f"/staff/requests/{request.id}/convert", {"into": into}) for _ in range(2)]
            ),
        ]

        async with acting_for(world.acme.tenant):
            made = [*await Job.all(), *await Estimate.all()]
        assert len(made) == 1
        assert {answer.location for answer in answers} == {f"/staff/{into}s/{made[0].id}"}

    async def test_what_is_neither_changes_nothing(self, olive: Visitor, world: World) -> None:
        request = await asked(world)

        assert (await olive.post(f"/staff/requests/{request.id}/convert", {"into": "invoice"})).status_code == 422
        assert (await again(request, world)).status is RequestStatus.SUBMITTED


class TestWritingDown:
    async def test_it_begins_with_who(self, olive: Visitor, world: World) -> None:
        html = await text(await olive.get("/staff/requests/new?search=diaz"))

        assert f"/staff/requests/new?customer={world.acme.customer.id}" in html
        assert "Casey" not in html

    async def test_a_caller_without_an_address_is_written_down(self, olive: Visitor, world: World) -> None:
        form = await self._form(olive, world)

        answer = await olive.post("/staff/requests/new", {**form, "contact": "", "email": ""})

        assert answer.location.startswith("/staff/requests/")
        async with acting_for(world.acme.tenant):
            request = await ServiceRequest.get()
        assert (request.name, request.email, request.status) == ("Dana's neighbor", "", RequestStatus.ACKNOWLEDGED)

    async def test_sent_twice_it_is_one(self, olive: Visitor, world: World) -> None:
        form = await self._form(olive, world)
        answers = [await olive.post("/staff/requests/new", form) for _ in range(2)]

        assert answers[0].location == answers[1].location

    async def test_what_is_wrong_is_said_and_nothing_is_lost(self, olive: Visitor, world: World) -> None:
        form = await self._form(olive, world)

        answer = await olive.post("/staff/requests/new", {**form, "name": "", "email": "nonsense"})

        html = await text(answer)
        assert answer.status_code == 422
        assert "Please type your name." in html or "name-error" in html
        assert "The boiler is cold." in html
        assert "nonsense" in html

    @pytest.mark.parametrize("customer", ["", "x", str(NOBODY)])
    async def test_for_nobody_it_is_not_found(self, olive: Visitor, customer: str) -> None:
        assert (await olive.post("/staff/requests/new", {"customer": customer})).status_code == 404

    async def test_another_companys_contact_and_property_are_none(self, olive: Visitor, world: World) -> None:
        form = await self._form(olive, world)

        await olive.post(
            "/staff/requests/new",
            {**form, "contact": str(world.bolt.contact.id), "property": str(world.acme.property.id)},
        )

        async with acting_for(world.acme.tenant):
            assert (await ServiceRequest.get()).contact_id is None

    async def _form(self, olive: Visitor, world: World) -> dict[str, str]:
        html = await text(await olive.get(f"/staff/requests/new?customer={world.acme.customer.id}"))
        key = re.search(r'name="key"\s+value="([^"]+)"', html)
        assert key
        return {
            "key": key[1],
            "customer": str(world.acme.customer.id),
            "contact": str(world.acme.contact.id),
            "what": "The boiler is cold.",
            "urgency": "urgent",
            "name": "Dana's neighbor",
            "email": "n@example.com",
            "phone": "",
            "property": str(world.acme.property.id),
        }

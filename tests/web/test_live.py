"""Live pages: each hears its own, once, in order and without a gap; and nobody who may not hears anything."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from quart import Quart, Response

from tenants.customers import Contact
from tenants.errors import TooMany
from tenants.isolation import acting_for
from tenants.messages import Thread
from tenants.sign_in import Session
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.builders import a_thread, an_entry, an_invoice
from tests.names import NOBODY
from tests.patience import a_moment, until
from tests.visitor import Visitor
from tests.web.test_headers import EXPECTED
from tests.world import Company, World
from web import live, live_answer
from web.live import MISSED, MOST_OF_A_COMPANY, MOST_OF_A_CUSTOMER, MOST_OF_A_SESSION, MOST_WAITING, Hub, Stream, said
from web.live_answer import EVENTS


def a_stream(company: Company, session_id: UUID | None = None, customer_id: UUID | None = None) -> Stream:
    return Stream(company.tenant.id, session_id or uuid4(), "owner", customer_id)


async def session_of(company: Company, purpose: str) -> Session:
    async with acting_for(company.tenant):
        found = await Session.filter(purpose=purpose).order_by("-created_at").first()
    assert found
    return found


def say(hub: Hub, company: Company, customer: UUID | None = None, act: int = 1, record: UUID | None = None) -> None:
    hub.heard(f"{company.tenant.id} {customer or '-'} payment {record or uuid4()} {act}")


@pytest.fixture
async def hub(database: None) -> AsyncIterator[Hub]:
    """One that listens: it says so to everybody."""
    made, somebody = Hub(), Stream(NOBODY, NOBODY, "owner")
    made.enter(somebody)
    made.start()
    await until(lambda: somebody.waiting)
    made.leave(somebody)
    yield made
    await made.stop()


async def comes_in(visitor: Visitor, hub: Hub, path: str) -> tuple[Stream, Response]:
    """Somebody signs in and listens; their stream, and the answer once the process has let everybody go."""
    await (visitor.sign_in_staff() if "staff" in path else visitor.sign_in())
    reading = asyncio.create_task(visitor.get(path, Accept=EVENTS))
    await until(lambda: bool(hub.streams))
    ((stream,),) = hub.streams.values()
    hub.end_all()
    return stream, await reading


class TestHearing:
    async def test_a_payment_is_told_to_the_company_alone(self, hub: Hub, world: World) -> None:
        mine, theirs = a_stream(world.acme), a_stream(world.bolt)
        hub.enter(mine)
        hub.enter(theirs)
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await an_entry(invoice, 12_000)

        await until(lambda: any(f"payment {invoice.id}" in it for it in mine.waiting))
        assert not any("event: news" in it for it in theirs.waiting)

    async def test_a_customer_hears_their_own_alone(self, hub: Hub, world: World) -> None:
        dana = a_stream(world.acme, customer_id=world.acme.customer.id)
        casey = a_stream(world.acme, customer_id=world.acme.other_customer.id)
        hub.enter(dana)
        hub.enter(casey)
        async with acting_for(world.acme.tenant):
            await a_thread(world.acme, await an_invoice(world.acme.customer))
            thread = await Thread.get()

        await until(lambda: any(f"message {thread.id}" in it for it in dana.waiting))
        assert not any("event: news" in it for it in casey.waiting)

    async def test_what_was_rolled_back_is_no_news(self, hub: Hub, world: World) -> None:
        stream = a_stream(world.acme)
        hub.enter(stream)
        with pytest.raises(RuntimeError):
            async with acting_for(world.acme.tenant):
                await an_entry(await an_invoice(world.acme.customer), 12_000)
                raise RuntimeError

        await a_moment()
        assert not any("payment" in it for it in stream.waiting)

    @pytest.mark.parametrize("payload", ["", "x", "a b c d e", f"{NOBODY} - payment", f"{NOBODY} - p {NOBODY} 1 2"])
    def test_noise_is_no_news(self, payload: str) -> None:
        hub = Hub()
        hub.heard(payload)

        assert not hub.recent


class TestResuming:
    async def test_it_goes_on_after_the_last_it_said(self, world: World) -> None:
        hub, records = Hub(), [uuid4() for _ in range(3)]
        for act, record in enumerate(records):
            say(hub, world.acme, act=act, record=record)
        stream = a_stream(world.acme)
        hub.enter(stream, hub.recent[0].mark)

        assert [str(record) in it for record, it in zip(records[1:], stream.waiting, strict=True)] == [True, True]

    async def test_a_page_hears_what_happened_while_it_was_on_its_way(self, world: World) -> None:
        hub = Hub()
        for record in (uuid4(), uuid4()):
            begun, stream = hub.mark, a_stream(world.acme)
            say(hub, world.acme, act=len(hub.recent), record=record)
            hub.enter(stream, begun)

            assert [str(record) in it for it in stream.waiting] == [True]

    async def test_a_page_that_another_process_made_looks_anew(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        hub.enter(stream, Hub().mark)

        assert list(stream.waiting) == [MISSED]

    async def test_who_was_away_too_long_looks_anew(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        hub.enter(stream, "forgotten")

        assert list(stream.waiting) == [MISSED]

    async def test_what_others_were_told_is_not_caught_up_on(self, world: World) -> None:
        hub = Hub()
        for company in (world.acme, world.bolt, world.acme):
            say(hub, company, act=len(hub.recent))
        stream = a_stream(world.acme)
        hub.enter(stream, hub.recent[0].mark)

        assert len(stream.waiting) == 1

    async def test_nor_is_what_happened_to_another_customer(self, world: World) -> None:
        hub, mine = Hub(), world.acme.customer.id
        for customer in (mine, world.acme.other_customer.id, mine, None):
            say(hub, world.acme, customer, act=len(hub.recent))
        stream = a_stream(world.acme, customer_id=mine)
        hub.enter(stream, hub.recent[0].mark)

        assert len(stream.waiting) == 1

    async def test_a_new_listener_makes_everybody_look(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        hub.enter(stream)
        hub.begun()

        assert list(stream.waiting) == [MISSED]

    async def test_who_does_not_read_looks_anew_instead(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        hub.enter(stream)
        for act in range(MOST_WAITING + 1):
            say(hub, world.acme, act=act)

        assert list(stream.waiting) == [MISSED]


class TestCaps:
    async def test_a_session_has_a_few_and_another_has_its_own(self, world: World) -> None:
        hub, mine = Hub(), uuid4()
        for _ in range(MOST_OF_A_SESSION):
            hub.enter(a_stream(world.acme, mine))

        with pytest.raises(TooMany):
            hub.enter(a_stream(world.acme, mine))
        hub.enter(a_stream(world.acme))

    async def test_a_company_has_a_hundred_and_another_its_own(self, world: World) -> None:
        hub = Hub()
        for _ in range(MOST_OF_A_COMPANY):
            hub.enter(a_stream(world.acme))

        with pytest.raises(TooMany):
            hub.enter(a_stream(world.acme))
        hub.enter(a_stream(world.bolt))

    async def test_a_customer_who_collects_sessions_takes_no_place_from_others(self, world: World) -> None:
        hub, collector = Hub(), world.acme.customer.id
        for _ in range(MOST_OF_A_CUSTOMER):
            hub.enter(a_stream(world.acme, customer_id=collector))

        with pytest.raises(TooMany):
            hub.enter(a_stream(world.acme, customer_id=collector))
        hub.enter(a_stream(world.acme, customer_id=world.acme.other_customer.id))

    async def test_nor_do_all_customers_together_take_any_from_the_staff(self, world: World) -> None:
        hub = Hub()
        for _ in range(MOST_OF_A_COMPANY):
            hub.enter(a_stream(world.acme, customer_id=uuid4()))

        with pytest.raises(TooMany):
            hub.enter(a_stream(world.acme, customer_id=uuid4()))
        hub.enter(a_stream(world.acme))

    async def test_who_left_makes_room_and_leaves_nothing(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        words = said(hub, stream)
        await anext(words)
        assert hub.streams
        await words.aclose()

        assert not hub.streams

    async def test_who_is_gone_before_the_first_word_took_no_place(
        self, app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.extensions, "live", hub := Hub())
        async with app.test_request_context("/live", headers={"Accept": EVENTS}):
            live_answer.stream(a_stream(world.acme))

        assert not hub.streams

    async def test_who_finds_the_last_place_taken_meanwhile_is_let_go(self, world: World) -> None:
        hub, mine = Hub(), uuid4()
        words = said(hub, a_stream(world.acme, mine))
        for _ in range(MOST_OF_A_SESSION):
            hub.enter(a_stream(world.acme, mine))

        assert [it async for it in words] == [live.OVER]
        assert len(hub.streams[world.acme.tenant.id]) == MOST_OF_A_SESSION


class TestEnding:
    @pytest.fixture
    async def staff(self, app: Quart, world: World) -> tuple[Hub, Stream]:
        """The owner's open page, with nobody but the check to end it."""
        await Visitor(app, world.acme).sign_in_staff()
        hub, session = Hub(), await session_of(world.acme, "staff")
        stream = Stream(world.acme.tenant.id, session.id, "owner")
        hub.enter(stream)
        await hub.check()
        assert not stream.is_over
        return hub, stream

    @pytest.fixture
    async def contact(self, app: Quart, world: World) -> tuple[Hub, Stream]:
        await Visitor(app, world.acme).sign_in()
        hub, session, customer = Hub(), await session_of(world.acme, "contact"), world.acme.customer.id
        stream = Stream(world.acme.tenant.id, session.id, str(customer), customer)
        hub.enter(stream)
        await hub.check()
        assert not stream.is_over
        return hub, stream

    async def test_signing_out_ends_it(self, world: World, staff: tuple[Hub, Stream]) -> None:
        hub, stream = staff
        async with acting_for(world.acme.tenant):
            await Session.filter(id=stream.session_id).update(revoked_at=datetime.now(UTC))
        await hub.check()

        assert stream.is_over
        assert [it async for it in said(hub, stream)][-1] == live.OVER

    async def test_removal_ends_it(self, world: World, staff: tuple[Hub, Stream]) -> None:
        hub, stream = staff
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(removed_at=datetime.now(UTC))
        await hub.check()

        assert stream.is_over

    async def test_another_role_ends_it(self, world: World, staff: tuple[Hub, Stream]) -> None:
        hub, stream = staff
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(role=Role.MEMBER)
        await hub.check()

        assert stream.is_over

    async def test_a_second_factor_that_is_asked_for_ends_it(self, world: World, staff: tuple[Hub, Stream]) -> None:
        hub, stream = staff
        await Tenant.filter(id=world.acme.tenant.id).update(second_factor_required=True)
        await hub.check()

        assert stream.is_over

    async def test_a_portal_that_is_switched_off_ends_its_contacts(
        self, world: World, contact: tuple[Hub, Stream]
    ) -> None:
        hub, stream = contact
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
        await hub.check()

        assert stream.is_over

    async def test_a_contact_who_is_removed_or_looks_at_another_customer_begins_anew(
        self, world: World, contact: tuple[Hub, Stream]
    ) -> None:
        hub, stream = contact
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))
        await hub.check()

        assert stream.is_over

    async def test_who_comes_in_while_the_others_are_asked_about_stays(
        self, app: Quart, world: World, staff: tuple[Hub, Stream]
    ) -> None:
        hub, _ = staff
        await Visitor(app, world.acme).sign_in_staff()
        fresh = Stream(world.acme.tenant.id, (await session_of(world.acme, "staff")).id, "owner")
        asking = asyncio.create_task(hub.check())
        await asyncio.sleep(0)
        hub.enter(fresh)
        await asking

        assert not fresh.is_over

    async def test_a_stream_keeps_no_session_alive(self, world: World, staff: tuple[Hub, Stream]) -> None:
        hub, stream = staff
        async with acting_for(world.acme.tenant):
            await Session.filter(id=stream.session_id).update(seen_at=datetime(2026, 1, 1, tzinfo=UTC))
        await hub.check()

        assert stream.is_over

    async def test_a_closing_process_lets_everybody_go(self, world: World) -> None:
        hub, stream = Hub(), a_stream(world.acme)
        hub.enter(stream)
        hub.end_all()

        assert [it async for it in said(hub, stream)][-1] == live.OVER


class TestDoor:
    @pytest.mark.parametrize("path", ["/staff/live", "/live"])
    async def test_a_stranger_hears_nothing(self, app: Quart, world: World, path: str) -> None:
        assert (await Visitor(app, world.acme).get(path, Accept=EVENTS)).status_code == 303

    @pytest.mark.parametrize("path", ["/staff/live", "/live"])
    async def test_who_comes_in_hears_what_is_theirs(
        self, app: Quart, world: World, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        monkeypatch.setitem(app.extensions, "live", hub := Hub())
        customer = world.acme.customer.id
        stream, answer = await comes_in(Visitor(app, world.acme), hub, path)

        heard = (stream.tenant_id, stream.as_whom, stream.customer_id)
        assert heard[0] == world.acme.tenant.id
        assert heard[1:] == (("owner", None) if "staff" in path else (str(customer), customer))
        assert EXPECTED.items() <= {name.lower(): value for name, value in answer.headers.items()}.items()
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]

    async def test_a_page_names_the_last_that_was_heard_before_it(
        self, app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        monkeypatch.setitem(app.extensions, "live", hub := Hub())
        begun = hub.mark
        page = await (await olive.get("/staff/customers")).get_data(as_text=True)
        say(hub, world.acme, record=(record := uuid4()))

        assert f'data-live="/staff/live?since={begun}"' in page
        stream, answer = await comes_in(olive, hub, f"/staff/live?since={begun}")
        assert str(record) in f"{await answer.get_data(as_text=True)}{stream.waiting}"

    async def test_it_is_no_page(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()

        assert (await olive.get("/staff/live", Accept="text/html")).status_code == 404

    async def test_who_has_too_many_open_is_told_to_look_themselves(
        self, app: Quart, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        session, hub = await session_of(world.acme, "staff"), Hub()
        for _ in range(MOST_OF_A_SESSION):
            hub.enter(a_stream(world.acme, session.id))
        monkeypatch.setitem(app.extensions, "live", hub)

        assert (await olive.get("/staff/live", Accept=EVENTS)).status_code == 429

    @pytest.mark.parametrize(
        ("path", "headers"),
        [("/staff/live", {"Accept": "text/html"}), ("/staff/customers", {"X-By-Itself": "yes"})],
    )
    async def test_what_a_page_does_by_itself_is_no_activity(
        self, app: Quart, world: World, path: str, headers: dict[str, str]
    ) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        session = await session_of(world.acme, "staff")
        async with acting_for(world.acme.tenant):
            await Session.filter(id=session.id).update(seen_at=long_ago)

        async def is_seen() -> bool:
            return (await session_of(world.acme, "staff")).seen_at > long_ago

        await olive.get(path, **headers)
        await a_moment()

        assert not await is_seen()
        await olive.get("/staff/customers")
        await until(is_seen)

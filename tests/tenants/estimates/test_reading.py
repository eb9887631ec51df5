"""Reading: the list, its pages, what the home page shows, and one with all that has happened."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from tenants import deposits, estimates
from tenants.errors import NotFound
from tenants.estimates import PAGE, Acceptance, Answerer, Deposit, Row, State
from tenants.isolation import Unit, acting, acting_for
from tenants.standing import State as Paid
from tests.builders import an_entry, an_estimate
from tests.world import World


async def listed(customer_id: UUID) -> tuple[list[Row], list[Row]]:
    return await estimates.for_customer(customer_id, acting().tenant.today())


class TestList:
    async def test_what_can_be_answered_comes_by_its_last_day_and_the_rest_newest_first(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        customer, today = world.acme.customer, unit.tenant.today()
        later = await an_estimate(customer, valid_until=today + timedelta(days=9))
        sooner = await an_estimate(customer, valid_until=today)
        asked = await an_estimate(customer, valid_until=today)
        await estimates.request_changes(asked.id, dana, 1, reason="Cheaper.")
        expired = await an_estimate(customer, at=datetime.now(UTC) - timedelta(days=40))
        declined = await an_estimate(customer)
        await estimates.decline(declined.id, dana, 1)
        to_answer, others = await listed(customer.id)

        assert [(row.id, row.waits) for row in to_answer] == [(sooner.id, True), (later.id, True), (asked.id, False)]
        assert [(row.id, row.state) for row in others] == [
            (declined.id, State.DECLINED),
            (expired.id, State.EXPIRED),
        ]
        assert not any(row.waits for row in others)

    async def test_an_accepted_one_shows_what_was_accepted(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.accept(estimate.id, dana, Acceptance(1))
        _, (row,) = await listed(dana.customer_id)

        assert (row.least, row.most, row.state, row.answered_on is not None) == (12_000, 12_000, State.ACCEPTED, True)

    async def test_it_pages_through_a_long_history_without_gap_or_repeat(
        self, world: World, unit: Unit, dana: Answerer
    ) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=100)
        made = [(await an_estimate(world.acme.customer, at=long_ago)).id for _ in range(PAGE * 2 + 3)]
        _, page = await listed(dana.customer_id)
        seen = [row.id for row in page[:PAGE]]
        while len(page) > PAGE:
            last = page[PAGE - 1]
            page = await estimates.older(dana.customer_id, unit.tenant.today(), (last.sent_at, last.id))
            seen += [row.id for row in page[:PAGE]]

        assert sorted(seen) == sorted(made)

    async def test_another_customers_and_another_companys_are_in_no_list(self, world: World, unit: Unit) -> None:
        await an_estimate(world.acme.customer)

        assert await listed(world.acme.other_customer.id) == ([], [])


class TestHome:
    async def found(self, unit: Unit, customer_id: UUID, today: date) -> list[Row]:
        values = (unit.tenant.id, customer_id, today)
        row = await unit.row(f"SELECT {estimates.ON_HOME} AS found", *values)
        assert row
        return estimates.on_home(orjson.loads(row["found"]))

    async def test_it_shows_five_at_most_and_what_waits_first(self, world: World, unit: Unit, dana: Answerer) -> None:
        customer, today = world.acme.customer, unit.tenant.today()
        waiting = await an_estimate(customer)
        for _ in range(6):
            await estimates.decline((await an_estimate(customer)).id, dana, 1)
        rows = await self.found(unit, customer.id, today)

        assert [row.waits for row in rows] == [True, False, False, False, False]
        assert rows[0].id == waiting.id

    async def test_its_rows_are_those_of_the_list(self, world: World, unit: Unit, dana: Answerer) -> None:
        customer, today = world.acme.customer, unit.tenant.today()
        await an_estimate(customer)
        accepted = await an_estimate(customer)
        await estimates.accept(accepted.id, dana, Acceptance(1))
        to_answer, others = await listed(customer.id)

        assert await self.found(unit, customer.id, today) == to_answer + others

    async def test_it_shows_nothing_where_there_is_nothing(self, world: World, unit: Unit, dana: Answerer) -> None:
        assert await self.found(unit, dana.customer_id, unit.tenant.today()) == []


class TestOne:
    async def test_it_tells_what_has_happened(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.request_changes(estimate.id, dana, 1, reason="Without the pipe.")
        await estimates.accept(estimate.id, dana, Acceptance(1))
        shown = await estimates.one(dana.customer_id, estimate.id, unit.tenant.today())

        assert [entry["verb"] for entry in shown.history] == ["sent", "changes_requested", "accepted"]
        assert shown.wish
        assert shown.wish.reason == "Without the pipe."
        assert shown.answer
        assert (shown.answer.by, shown.deposit) == ("Dana Diaz", None)

    async def test_it_says_how_its_deposit_stands(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer, deposit=Deposit(amount=5_000))
        invoice_id = await deposits.accept(estimate.id, dana, Acceptance(1))
        due = (await estimates.one(dana.customer_id, estimate.id, unit.tenant.today())).deposit
        invoice = await deposits.of(estimate.id)
        assert invoice
        await an_entry(invoice, 2_000)
        part = (await estimates.one(dana.customer_id, estimate.id, unit.tenant.today())).deposit

        assert due
        assert part
        assert (due.id, due.standing.state, due.standing.payable) == (invoice_id, Paid.DUE, 5_000)
        assert (part.standing.state, part.standing.payable) == (Paid.PARTLY_PAID, 3_000)

    async def test_what_is_not_theirs_is_not_there(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        for customer_id, estimate_id in ((world.acme.other_customer.id, estimate.id), (dana.customer_id, uuid4())):
            with pytest.raises(NotFound):
                await estimates.one(customer_id, estimate_id, unit.tenant.today())

    async def test_nor_for_another_company(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
        async with acting_for(world.bolt.tenant) as unit:
            with pytest.raises(NotFound):
                await estimates.one(world.acme.customer.id, estimate.id, unit.tenant.today())

"""What pages read of agreements: to sign first, then those that run, then the past; and what was billed and paid."""

from datetime import date, timedelta
from typing import Any

import orjson

from tenants import agreements, invoices
from tenants.agreements import ON_HOME, PAGE, Agreement, State, VisitState
from tenants.isolation import acting, acting_for
from tenants.ledger import Kind
from tests.builders import a_draft, a_signed_agreement, an_agreement, an_entry
from tests.world import World

TODAY = date(2026, 6, 1)


async def home(world: World) -> list[agreements.Row]:
    unit = acting()
    row = await unit.row(f"SELECT {ON_HOME} AS found", unit.tenant.id, world.acme.customer.id, TODAY)
    return agreements.on_home(orjson.loads(row["found"]) if row else [])


async def a_bill(agreement: Agreement, world: World, amount: int) -> invoices.Invoice:
    invoice = await a_draft(world.acme.customer, amount, agreement_id=agreement.id)
    await invoices.send(invoice)
    return invoice


class TestLists:
    async def test_they_tell_what_waits_from_what_runs_and_what_is_over(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            contact = world.acme.contact
            over = await a_signed_agreement(contact, ends_on=TODAY - timedelta(days=1))
            runs = await a_signed_agreement(contact, ends_on=TODAY)
            later = await a_signed_agreement(contact, starts_on=TODAY + timedelta(days=1))
            asked = await an_agreement(world.acme.customer)
            found = await agreements.for_customer(world.acme.customer.id, TODAY)

        assert [[row.id for row in group] for group in found] == [[asked.id], [later.id, runs.id], [over.id]]
        assert [row.state for row in found[1]] == [State.STARTS_LATER, State.RUNNING]

    async def test_they_name_the_next_visit(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)
            await agreements.plan_visits(agreement, TODAY - timedelta(days=1), weeks=1)
            _, ((row),), _ = await agreements.for_customer(world.acme.customer.id, TODAY)

        assert row.next_on == TODAY + timedelta(days=6)

    async def test_they_show_nothing_of_another_customer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_agreement(world.acme.customer)

            assert await agreements.for_customer(world.acme.other_customer.id, TODAY) == ([], [], [])

    async def test_they_page_through_the_past_without_gap_or_repeat(self, world: World) -> None:
        customer = world.acme.customer
        async with acting_for(world.acme.tenant):
            made = [await an_agreement(customer) for _ in range(PAGE + 3)]
            for agreement in made:
                await agreements.end(agreement)
            _, _, page = await agreements.for_customer(customer.id, TODAY)
            last = page[PAGE - 1]
            rest = await agreements.older(customer.id, TODAY, (last.starts_on, last.id))

        assert sorted(row.id for row in [*page[:PAGE], *rest]) == sorted(one.id for one in made)


class TestHome:
    async def test_it_is_the_same_rows_with_what_waits_first(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for _ in range(5):
                await a_signed_agreement(world.acme.contact, ends_on=TODAY + timedelta(days=90))
            asked = await an_agreement(world.acme.customer)
            rows = await home(world)
            to_sign, running, _ = await agreements.for_customer(world.acme.customer.id, TODAY)

        assert rows[0].id == asked.id
        assert (len(rows), rows[0].waits) == (5, True)
        assert rows == [*to_sign, *running[:4]]

    async def test_it_is_empty_without_any(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert await home(world) == []


class TestOne:
    async def test_it_counts_visits_and_money(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=2)
            visit, _ = await agreements.plan_visits(agreement, date(2026, 3, 1), months=6)
            await agreements.mark_visit_done(visit, agreement, on=date(2026, 3, 2))
            paid = await a_bill(agreement, world, 2_900)
            await a_bill(agreement, world, 2_900)
            await an_entry(paid, 2_900)
            await an_entry(paid, -900, Kind.REFUND)
            shown = await agreements.one(agreement.customer_id, agreement.id, TODAY)

        assert [(visit.state, visit.done_on) for visit in shown.visits] == [
            (VisitState.DONE, date(2026, 3, 2)),
            (VisitState.NEXT, None),
        ]
        assert (shown.billed, shown.paid, shown.invoice_count, len(shown.invoices)) == (5_800, 2_000, 2, 2)

    async def test_it_bills_nothing_that_was_void_or_a_draft(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            await invoices.void(await a_bill(agreement, world, 2_900))
            await a_draft(world.acme.customer, 2_900, agreement_id=agreement.id)
            shown = await agreements.one(agreement.customer_id, agreement.id, TODAY)

        assert (shown.billed, shown.invoice_count) == (0, 0)

    async def test_it_counts_all_bills_and_shows_the_latest(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact)
            for _ in range(8):
                await a_bill(agreement, world, 1_000)
            shown = await agreements.one(agreement.customer_id, agreement.id, TODAY)

        assert (shown.billed, shown.invoice_count, len(shown.invoices)) == (8_000, 8, 6)

    async def test_it_keeps_the_letterhead_of_that_day(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            acting().tenant.name = "Acme Renamed"
            shown: Any = await agreements.one(agreement.customer_id, agreement.id, TODAY)

        assert (shown.frozen["company"], shown.number) == ("Acme", agreement.number)

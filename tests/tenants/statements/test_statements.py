"""A customer's statement: one balance, carried through every movement, that the standings agree with."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from tenants import statements
from tenants.customers import Customer
from tenants.invoices import Invoice, for_customer, send, void
from tenants.isolation import acting, acting_for
from tenants.ledger import Kind
from tenants.statements import Aging, Period, Statement, Turn
from tests.builders import a_draft, an_attempt, an_entry
from tests.world import Company, World

FIRST = date(2026, 1, 1)


@pytest.fixture
async def acme(world: World) -> AsyncIterator[Company]:
    async with acting_for(world.acme.tenant):
        yield world.acme


def noon(on: date) -> datetime:
    return datetime.combine(on, time(17), UTC)


def day(number: int) -> date:
    """The day of that number in the year the tests live through."""
    return FIRST + timedelta(days=number)


async def sent(customer: Customer, amount: int, on: date, days: int = 14) -> Invoice:
    invoice = await a_draft(customer, amount)
    await send(invoice, at=noon(on), due_on=on + timedelta(days=days))
    return invoice


async def paid(invoice: Invoice, amount: int, on: date) -> None:
    await an_entry(invoice, amount, at=noon(on))
    await Invoice.filter(id=invoice.id).update(status="paid", paid_at=noon(on))


async def read(company: Company, first: date, last: date) -> Statement:
    return await statements.one(company.customer.id, Period(first, last))


def told(statement: Statement) -> list[tuple[str, int, int]]:
    return [(it.what, it.amount, it.balance) for it in statement.movements]


class TestMovements:
    async def test_it_carries_the_balance_through_every_one(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await an_entry(invoice, 4_000, at=noon(day(5)))
        await an_entry(invoice, 1_000, Kind.MANUAL, at=noon(day(6)))
        await an_entry(invoice, -1_000, Kind.MANUAL_UNDONE, at=noon(day(7)))

        found = await read(acme, day(0), day(30))

        assert told(found) == [
            (Turn.ISSUED, 10_000, 10_000),
            (Kind.CHARGE, -4_000, 6_000),
            (Kind.MANUAL, -1_000, 5_000),
            (Kind.MANUAL_UNDONE, 1_000, 6_000),
        ]
        assert (found.opening, found.closing) == (0, 6_000)

    async def test_it_opens_with_what_was_owed_before(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await an_entry(invoice, 4_000, at=noon(day(5)))
        await paid(await sent(acme.customer, 7_000, day(4)), 7_000, day(6))

        found = await read(acme, day(10), day(30))

        assert (found.opening, told(found), found.closing) == (6_000, [], 6_000)

    async def test_it_takes_a_void_invoice_back(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, acme.tenant.today() - timedelta(days=2))
        await void(invoice)

        found = await read(acme, FIRST, acme.tenant.today())

        assert told(found) == [(Turn.ISSUED, 10_000, 10_000), (Turn.VOIDED, -10_000, 0)]

    async def test_a_refund_is_not_owed_again(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await paid(invoice, 10_000, day(4))
        await an_entry(invoice, -3_000, Kind.REFUND, at=noon(day(8)))

        found = await read(acme, day(5), day(30))

        assert told(found) == [(Kind.REFUND, 3_000, 3_000), (Turn.TAKEN_OFF, -3_000, 0)]

    async def test_a_refund_that_did_not_arrive_is_put_back(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await paid(invoice, 10_000, day(4))
        await an_entry(invoice, -3_000, Kind.REFUND, at=noon(day(8)))
        await an_entry(invoice, 3_000, Kind.REFUND_FAILED, at=noon(day(9)))

        found = await read(acme, day(9), day(30))

        assert told(found) == [(Kind.REFUND_FAILED, -3_000, -3_000), (Turn.PUT_BACK, 3_000, 0)]

    async def test_what_was_paid_too_much_is_in_favour_until_it_goes_back(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await paid(invoice, 13_000, day(4))
        await an_entry(invoice, -3_000, Kind.REFUND, at=noon(day(8)))

        before, after = await read(acme, day(0), day(7)), await read(acme, day(8), day(9))

        assert (before.closing, before.in_favour, before.aging) == (-3_000, 3_000, Aging())
        assert (told(after), after.in_favour) == ([(Kind.REFUND, 3_000, 0)], 0)

    async def test_a_payment_noted_for_an_earlier_day_counts_with_its_invoice(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(5))
        await an_entry(invoice, 4_000, Kind.MANUAL, at=noon(day(2)))

        earlier, later = await read(acme, day(0), day(4)), await read(acme, day(5), day(9))

        assert (earlier.closing, told(earlier)) == (0, [])
        assert told(later) == [(Turn.ISSUED, 10_000, 10_000), (Kind.MANUAL, -4_000, 6_000)]

    async def test_a_day_is_the_companys(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        late = datetime.combine(day(8), time(23, 30), acme.tenant.zone)
        await an_entry(invoice, 4_000, at=late)

        assert [it.on for it in (await read(acme, day(4), day(8))).movements] == [day(8)]
        assert (await read(acme, day(9), day(9))).opening == 6_000

    async def test_a_payment_on_its_way_is_named_and_not_counted(self, acme: Company) -> None:
        invoice = await sent(acme.customer, 10_000, day(3))
        await an_attempt(invoice, status="processing")

        now, then = await read(acme, FIRST, acme.tenant.today()), await read(acme, day(0), day(30))

        assert (now.pending, now.closing) == (10_000, 10_000)
        assert then.pending == 0


class TestWhatStaysOut:
    async def test_a_draft(self, acme: Company) -> None:
        await a_draft(acme.customer)

        assert told(await read(acme, FIRST, acme.tenant.today())) == []

    async def test_another_customers_and_another_companys(self, world: World) -> None:
        for company, customer in [(world.acme, world.acme.other_customer), (world.bolt, world.bolt.customer)]:
            async with acting_for(company.tenant):
                await an_entry(await sent(customer, 10_000, day(3)), 500, at=noon(day(4)))

        async with acting_for(world.acme.tenant):
            assert told(await read(world.acme, day(0), day(30))) == []

    async def test_another_currency(self, acme: Company) -> None:
        await sent(acme.customer, 10_000, day(3))
        await acting().rows("UPDATE tenant SET currency = 'EUR' WHERE id = $1", acme.tenant.id)
        acting().tenant.currency = "EUR"

        assert told(await read(acme, day(0), day(30))) == []


class TestAging:
    @pytest.mark.parametrize(
        ("days_over", "aging"),
        [
            (0, Aging(current=100)),
            (1, Aging(to_30=100)),
            (30, Aging(to_30=100)),
            (31, Aging(to_60=100)),
            (60, Aging(to_60=100)),
            (61, Aging(to_90=100)),
            (90, Aging(to_90=100)),
            (91, Aging(older=100)),
        ],
    )
    async def test_it_counts_the_days_since_it_was_due(self, acme: Company, days_over: int, aging: Aging) -> None:
        await sent(acme.customer, 100, day(0), days=10)

        assert (await read(acme, day(0), day(10 + days_over))).aging == aging


async def a_life(customer: Customer, chance: Random) -> None:
    """Invoices of a hundred days, each paid, overpaid, refunded, questioned or voided as chance has it."""
    for _ in range(12):
        on = chance.randrange(100)
        invoice = await sent(customer, chance.randrange(1, 500), day(on), days=chance.choice((0, 14, 45)))
        if chance.random() < 0.15:
            await Invoice.filter(id=invoice.id).update(status="void", voided_at=noon(day(on + chance.randrange(40))))
            continue
        net = 0
        for _ in range(chance.randrange(4)):
            on += chance.randrange(20)
            amount = chance.choice((invoice.total - net, invoice.total, chance.randrange(1, 300)))
            if amount <= 0 or net >= invoice.total:
                break
            net += amount
            await an_entry(invoice, amount, at=noon(day(on)))
        if net >= invoice.total:
            await Invoice.filter(id=invoice.id).update(status="paid", paid_at=noon(day(on)))
            back = chance.choice((0, net, net - invoice.total, chance.randrange(1, net + 1)))
            kind = chance.choice((Kind.REFUND, Kind.DISPUTE_WITHDRAWN))
            if back:
                await an_entry(invoice, -back, kind, at=noon(day(on + chance.randrange(1, 20))))


class TestSums:
    @pytest.mark.parametrize("seed", range(8))
    async def test_it_agrees_with_the_standings_whatever_happened(self, acme: Company, seed: int) -> None:
        await a_life(acme.customer, Random(seed))
        today = acme.tenant.today()

        rows = [row for group in await for_customer(acme.customer.id, today, 100) for row in group]
        found = await read(acme, day(0), today)

        assert found.closing == sum(row.standing.balance - row.standing.overpaid for row in rows)
        assert found.closing == sum(found.aging) - found.in_favour

    @pytest.mark.parametrize("seed", range(8))
    async def test_adjoining_periods_are_one_chain(self, acme: Company, seed: int) -> None:
        await a_life(acme.customer, chance := Random(seed))
        cuts = sorted({-1, 200, *(chance.randrange(150) for _ in range(6))})

        parts = [await read(acme, day(first + 1), day(last)) for first, last in pairwise(cuts)]
        whole = await read(acme, day(0), day(200))

        assert all(before.closing == after.opening for before, after in pairwise(parts))
        assert all(it.opening + sum(one.amount for one in it.movements) == it.closing for it in [*parts, whole])
        assert all(it.closing == sum(it.aging) - it.in_favour for it in [*parts, whole])
        assert [it for part in parts for it in part.movements] == list(whole.movements)

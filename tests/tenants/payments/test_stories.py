"""Every story of a payment ends the same, whatever the order and number of the events that tell it."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import permutations

import pytest

from sandbox.servers import Servers
from tenants import payments
from tenants.invoices import Invoice
from tests.catalogue import superuser
from tests.till import Book, Till, again

TOLD_IN_FULL = 4
"""Events of a story up to which every order of them is tried."""
SOME_ORDERS = 4

Step = Callable[[], object]
Story = Callable[[Till, str], list[Step]]
Ending = tuple[str, Book]

# As if nobody here had heard of anything since Pay was pressed.
FORGET = """
DELETE FROM refund WHERE tenant_id = '{tenant}';
DELETE FROM ledger_entry WHERE tenant_id = '{tenant}';
DELETE FROM email WHERE tenant_id = '{tenant}';
DELETE FROM task WHERE tenant_id = '{tenant}';
DELETE FROM stripe_event WHERE tenant_id = '{tenant}';
UPDATE payment_attempt SET status = 'open', read_at = NULL, intent_id = NULL, method = '', failure = '' WHERE tenant_id = '{tenant}';
UPDATE invoice SET status = 'open', paid_at = NULL WHERE tenant_id = '{tenant}';
"""


def card(till: Till, session_id: str) -> list[Step]:
    return [lambda: till.pay(session_id)]


def second_card(till: Till, session_id: str) -> list[Step]:
    return [lambda: till.pay(session_id, card="4000000000000002"), lambda: till.pay(session_id)]


def bank(till: Till, session_id: str) -> list[Step]:
    pays: list[str] = []
    return [
        lambda: pays.append(till.pay(session_id, method="bank")),
        lambda: till.stripe.post(f"payments/{pays[0]}/settle"),
    ]


def bank_return(till: Till, session_id: str) -> list[Step]:
    pays: list[str] = []
    return [
        lambda: pays.append(till.pay(session_id, method="bank")),
        lambda: till.stripe.post(f"payments/{pays[0]}/return"),
    ]


def refund(till: Till, session_id: str) -> list[Step]:
    return [*card(till, session_id), lambda: till.stripe.post(f"charges/{till.charge()}/refund")]


def two_refunds(till: Till, session_id: str) -> list[Step]:
    part = {"amount": 4_000}
    return [*card(till, session_id), *[lambda: till.stripe.post(f"charges/{till.charge()}/refund", **part)] * 2]


def failed_refund(till: Till, session_id: str) -> list[Step]:
    return [
        *refund(till, session_id),
        lambda: till.stripe.post(f"refunds/{till.held('refunds')[0]['id']}/fail"),
    ]


def dispute(till: Till, session_id: str) -> list[Step]:
    return [
        *card(till, session_id),
        lambda: till.stripe.post(f"charges/{till.charge()}/dispute"),
        decide(till, "withdraw"),
    ]


def dispute_won(till: Till, session_id: str) -> list[Step]:
    return [*dispute(till, session_id), decide(till, "win")]


def dispute_lost(till: Till, session_id: str) -> list[Step]:
    return [*dispute(till, session_id), decide(till, "lose")]


def decide(till: Till, verb: str) -> Step:
    return lambda: till.stripe.post(f"disputes/{till.held('disputes')[0]['id']}/{verb}")


CHARGE = ("charge", 12_000)
ENDINGS: list[tuple[Story, Ending]] = [
    (card, ("paid", [CHARGE])),
    (second_card, ("paid", [CHARGE])),
    (bank, ("paid", [CHARGE])),
    (bank_return, ("due", [])),
    (refund, ("refunded", [CHARGE, ("refund", -12_000)])),
    (two_refunds, ("paid", [CHARGE, ("refund", -4_000), ("refund", -4_000)])),
    (failed_refund, ("paid", [CHARGE, ("refund", -12_000), ("refund_failed", 12_000)])),
    (dispute, ("disputed", [CHARGE, ("dispute_opened", 0), ("dispute_withdrawn", -12_000)])),
    (
        dispute_won,
        (
            "paid",
            [
                CHARGE,
                ("dispute_closed", 0),
                ("dispute_opened", 0),
                ("dispute_reinstated", 12_000),
                ("dispute_withdrawn", -12_000),
            ],
        ),
    ),
    (
        dispute_lost,
        ("disputed", [CHARGE, ("dispute_closed", 0), ("dispute_opened", 0), ("dispute_withdrawn", -12_000)]),
    ),
]
stories = pytest.mark.parametrize(("story", "ending"), ENDINGS, ids=[story.__name__ for story, _ in ENDINGS])


@pytest.fixture
async def forget(servers: Servers, till: Till) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    async with superuser(servers) as admin:

        async def everything() -> None:
            await admin.execute(FORGET.format(tenant=till.tenant.id))

        yield everything


async def outcome(till: Till, invoice: Invoice) -> tuple[Ending, list[str]]:
    return (str((await till.standing(invoice)).state), await till.book(invoice)), await till.letters()


@stories
async def test_it_ends_the_same_in_every_order_of_its_events(
    till: Till, forget: Callable[[], Awaitable[None]], story: Story, ending: Ending
) -> None:
    invoice = await till.invoice()
    for step in story(till, await till.press_pay(invoice)):
        step()
    events = till.events()
    orders = list(permutations(events))
    if len(events) > TOLD_IN_FULL:
        orders = random.Random(1).sample(orders, SOME_ORDERS)
    letters: set[tuple[str, ...]] = set()

    for order in orders:
        await forget()
        await till.hear([*order, order[0], *map(again, order)])
        found, written = await outcome(till, invoice)
        letters.add(tuple(written))
        assert found == ending

    assert len(letters) == 1
    assert await till.books_agree()


@stories
async def test_it_ends_the_same_however_often_it_is_looked_at_meanwhile(
    till: Till, story: Story, ending: Ending
) -> None:
    invoice = await till.invoice()

    for step in story(till, await till.press_pay(invoice)):
        step()
        await till.hear(till.events())

    assert (await outcome(till, invoice))[0] == ending
    assert await till.books_agree()


@stories
async def test_it_ends_the_same_when_no_event_ever_comes(till: Till, story: Story, ending: Ending) -> None:
    invoice = await till.invoice()
    for step in story(till, await till.press_pay(invoice)):
        step()

    await payments.reconcile(till.tenant)

    assert (await outcome(till, invoice))[0] == ending
    assert await till.books_agree()

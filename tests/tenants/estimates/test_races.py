"""Two answers at once: exactly one outcome, of what the winner saw, and the loser is told how it stands."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any
from uuid import UUID

import pytest

from sandbox.servers import Servers
from tenants import deposits, estimates, share_links
from tenants.emails import Email
from tenants.errors import DomainError
from tenants.estimates import Acceptance, Answerer, Deposit, Document, Estimate, State, Verb
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tests.builders import a_line, an_estimate, estimate_contents
from tests.catalogue import superuser
from tests.patience import a_moment, until_somebody_is_held_up
from tests.world import World

ROUNDS, AT_ONCE = 200, 5
PAUSE = 0.01
CHEAPER = estimate_contents(items=(estimates.Item(a_line(9_000)),), title="Cheaper")

Act = Callable[[UUID], Awaitable[object]]
Told = str
"""What came of an act: its name, or the code of the refusal."""


class Race:
    """Many times over: a fresh estimate with a deposit, and two acts on it at about the same moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tenant, self.customer = world.acme.tenant, world.acme.customer
        self.chance = random.Random(93)

    async def run(self, *acts: tuple[str, Act]) -> Counter[tuple[State, tuple[Told, ...]]]:
        found: list[tuple[State, tuple[Told, ...]]] = []
        for _ in range(ROUNDS // AT_ONCE):
            found += await asyncio.gather(*(self.one(acts) for _ in range(AT_ONCE)))
        return Counter(found)

    async def one(self, acts: tuple[tuple[str, Act], ...]) -> tuple[State, tuple[Told, ...]]:
        async with acting_for(self.tenant):
            estimate = await an_estimate(self.customer, deposit=Deposit(amount=500))
            await estimates.revise(estimate, CHEAPER)
        told = await asyncio.gather(*(self.told(name, act(estimate.id)) for name, act in acts))
        shown = await self.shown(estimate.id)
        await self.check(shown, told)
        return shown.state, tuple(told)

    async def told(self, name: str, act: Awaitable[object]) -> Told:
        await a_moment(self.chance.random() * PAUSE)
        try:
            await act
        except DomainError as error:
            return error.code
        return name

    async def shown(self, estimate_id: UUID) -> Document:
        async with acting_for(self.tenant):
            return await estimates.one(self.customer.id, estimate_id, self.tenant.today())

    async def check(self, shown: Document, told: list[Told]) -> None:
        """However it went: one deciding answer or none, of the version that stands; letters and deposit once."""
        deciding = [it for it in shown.answers if it.verb in {Verb.ACCEPTED, Verb.DECLINED}]
        is_accepted = shown.state is State.ACCEPTED
        assert len(deciding) == (shown.state in {State.ACCEPTED, State.DECLINED})
        assert told.count("accept") == is_accepted
        assert shown.is_genuine
        async with acting_for(self.tenant):
            assert await Invoice.filter(estimate_id=shown.id).count() == is_accepted
            assert await Email.filter(about_id=shown.id, letter="estimate_accepted").count() == is_accepted
        if is_accepted:
            assert shown.answer
            assert (shown.answer.version, shown.version, shown.answer.totals.total) == (1, 1, 12_000)

    def accept(self, name: str = "Dana", **by: Any) -> Act:
        async def act(estimate_id: UUID) -> None:
            async with acting_for(self.tenant, customer_id=self.customer.id):
                answerer = Answerer(self.customer.id, name, **by)
                await deposits.accept(estimate_id, answerer, Acceptance(1))

        return act

    async def decline(self, estimate_id: UUID) -> None:
        async with acting_for(self.tenant, customer_id=self.customer.id):
            await estimates.decline(estimate_id, Answerer(self.customer.id, "Pat"), 1)

    async def revise(self, estimate_id: UUID) -> None:
        async with acting_for(self.tenant):
            await share_links.send_estimate(await Estimate.get(id=estimate_id))


@pytest.fixture
def race(world: World) -> Race:
    return Race(world)


async def test_accept_against_decline(race: Race) -> None:
    came = await race.run(("accept", race.accept()), ("decline", race.decline))

    assert set(came) == {
        (State.ACCEPTED, ("accept", "answered")),
        (State.DECLINED, ("answered", "decline")),
    }


async def test_two_contacts_accept(race: Race) -> None:
    dana = race.accept(contact_id=race.world.acme.contact.id)
    came = await race.run(("accept", dana), ("accept", race.accept("Staff")))

    assert set(came) == {(State.ACCEPTED, ("accept", "answered")), (State.ACCEPTED, ("answered", "accept"))}


async def test_accept_against_a_new_version(race: Race) -> None:
    came = await race.run(("accept", race.accept()), ("revise", race.revise))

    assert set(came) == {
        (State.ACCEPTED, ("accept", "conflict")),
        (State.SENT, ("newer_version", "revise")),
    }


async def test_two_of_the_staff_send_the_same_version(race: Race) -> None:
    came = await race.run(("revise", race.revise), ("again", race.revise))

    assert set(came) == {(State.SENT, ("revise", "conflict")), (State.SENT, ("conflict", "again"))}


async def test_one_person_presses_twice(race: Race) -> None:
    dana = race.accept(contact_id=race.world.acme.contact.id)
    async with acting_for(race.tenant):
        estimate = await an_estimate(race.customer, deposit=Deposit(amount=500))
    await asyncio.gather(*(dana(estimate.id) for _ in range(8)))

    await race.check(await race.shown(estimate.id), ["accept"])


async def test_accept_against_the_end_of_the_share_link(race: Race) -> None:
    came: Counter[Told] = Counter()
    for _ in range(ROUNDS // AT_ONCE):
        came.update(await asyncio.gather(*(_accept_and_revoke(race) for _ in range(AT_ONCE))))

    assert set(came) == {"accept", "gone"}


async def _accept_and_revoke(race: Race) -> Told:
    link = await a_link(race)
    by = race.accept("Robin", share_link_id=link.id)
    told, _ = await asyncio.gather(race.told("accept", by(link.estimate_id)), race.told("revoke", revoke(race, link)))
    shown = await race.shown(link.estimate_id)
    assert (shown.state is State.ACCEPTED) == (told == "accept")
    return told


async def a_link(race: Race) -> ShareLink:
    async with acting_for(race.tenant):
        return await share_links.share(await an_estimate(race.customer))


async def revoke(race: Race, link: ShareLink) -> None:
    async with acting_for(race.tenant):
        await share_links.revoke(link)


async def blocked(act: Coroutine[Any, Any, Told]) -> asyncio.Task[Told]:
    """The act, begun, and seen to wait for somebody else."""
    task = asyncio.create_task(act, context=Context())  # of its own: it is in nobody's unit of work
    await until_somebody_is_held_up()
    assert not task.done()
    return task


async def test_a_link_that_is_being_revoked_accepts_nothing(race: Race) -> None:
    link = await a_link(race)
    by = race.accept("Robin", share_link_id=link.id)
    async with acting_for(race.tenant):
        await share_links.revoke(link)
        waiting = await blocked(race.told("accept", by(link.estimate_id)))

    assert await waiting == "gone"
    assert (await race.shown(link.estimate_id)).state is State.SENT


async def test_nor_is_one_revoked_while_it_accepts(race: Race) -> None:
    link = await a_link(race)
    async with acting_for(race.tenant):
        by = Answerer(race.customer.id, "Robin", share_link_id=link.id)
        await estimates.accept(link.estimate_id, by, Acceptance(1))
        waiting = await blocked(race.told("revoke", revoke(race, link)))

    assert await waiting == "revoke"
    assert (await race.shown(link.estimate_id)).state is State.ACCEPTED


async def test_accept_against_the_last_day(race: Race, servers: Servers) -> None:
    async with acting_for(race.tenant):
        ids = [(await an_estimate(race.customer)).id for _ in range(ROUNDS)]
    async with superuser(servers) as clock:
        await clock.execute("SET session_replication_role = replica")  # nothing else may date it back
        came = []
        for estimate_id in ids:
            over = race.told("over", clock.execute(OVER, estimate_id))
            told, _ = await asyncio.gather(race.told("accept", race.accept()(estimate_id)), over)
            came.append((told, (await _status(race, estimate_id))))

    assert set(came) == {("accept", "accepted"), ("out_of_time", "sent")}


async def test_the_last_day_is_looked_at_again_by_whoever_had_to_wait(race: Race, servers: Servers) -> None:
    async with acting_for(race.tenant):
        estimate = await an_estimate(race.customer)
    async with superuser(servers) as clock:
        await clock.execute("SET session_replication_role = replica")
        async with clock.transaction():
            await clock.execute(OVER, estimate.id)
            waiting = await blocked(race.told("accept", race.accept()(estimate.id)))

    assert await waiting == "out_of_time"


OVER = "UPDATE estimate SET valid_until = valid_until - 60 WHERE id = $1"


async def _status(race: Race, estimate_id: UUID) -> str:
    async with acting_for(race.tenant):
        return (await Estimate.get(id=estimate_id)).status

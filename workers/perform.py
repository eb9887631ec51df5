"""Tasks, from claim to done: slots for each lane claim what is due, perform it, and try again later what failed."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import metrics
from tenants import directory, tasks
from tenants.errors import Unavailable
from tenants.tasks import CRASHES_BEFORE_PARKING, LEASE, Claim, Lane
from tenants.tenant import Tenant
from workers import emails, sign_in, stripe_events

log = logging.getLogger(__name__)

Failures = dict[int, Exception]
Portions = Sequence[tuple[Tenant, Sequence[Claim]]]
Handler = Callable[[Portions], Awaitable[Failures]]

FIRST_DELAY = 2.0
LONGEST_SECONDS = 120.0
RENEW_EVERY = LEASE.total_seconds() / 4
REST_SECONDS = 1.0


class Parked(Exception):
    """No further try can help."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one name of task means.

    `perform` gets tasks, each company's together, and answers the failures by task id. It enters acting_for by itself,
    speaks to the outside world only between two units, and is safe to run twice. `give_up` is told of parked ones.
    """

    perform: Handler
    give_up: Callable[[Tenant, Claim], Coroutine[None, None, None]] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a lane is worked: `slots` at once, each with up to `batch` tasks; after `most` tries a task is parked."""

    slots: int
    batch: int
    longest_delay: float
    most: int


def each(act: Callable[[Tenant, str], Awaitable[object]]) -> Handler:
    """A handler that performs every task by itself, by `act(tenant, subject)`."""

    async def perform(portions: Portions) -> Failures:
        mine = [(tenant, claim) for tenant, claims in portions for claim in claims]
        results = await asyncio.gather(*(act(tenant, claim.subject) for tenant, claim in mine), return_exceptions=True)
        return {claim.id: it for (_, claim), it in zip(mine, results, strict=True) if isinstance(it, Exception)}

    return perform


TASKS: dict[str, Work] = {
    "deliver_email": Work(emails.deliver, emails.give_up),
    "send_sign_in_mail": Work(each(sign_in.send_sign_in_mail)),
    "reconcile_stripe_event": Work(each(stripe_events.reconcile_stripe_event)),
    "reconcile_tenant": Work(each(stripe_events.reconcile_tenant)),
    "refund_overpayment": Work(each(stripe_events.refund_overpayment)),
}

# Each lane has slots of its own: a sign-in mail never waits for a hundred reminders to be done.
PACES = {
    Lane.SIGN_IN: Pace(slots=6, batch=1, longest_delay=15, most=60),
    Lane.MONEY: Pace(slots=4, batch=4, longest_delay=900, most=110),
    Lane.MAIL: Pace(slots=3, batch=100, longest_delay=900, most=110),
}


class Performer:
    """The slots of one process. `ring` wakes them; what there is to do stands in the database alone."""

    def __init__(self) -> None:
        self._bells = {lane: asyncio.Semaphore(0) for lane in PACES}
        self._in_hand: set[int] = set()
        self._is_stopping = False
        self._slots: list[asyncio.Task[None]] = []
        self._renewing: list[asyncio.Task[None]] = []

    def ring(self, lanes: Iterable[str]) -> None:
        """Wake one slot of each lane; it wakes the next when there is more than it can hold."""
        for bell in (self._bells[Lane(lane)] for lane in lanes):
            if bell.locked():
                bell.release()

    def start(self) -> None:
        self._renewing = [asyncio.create_task(self._renew())]
        self._slots = [
            asyncio.create_task(self._slot(lane, pace)) for lane, pace in PACES.items() for _ in range(pace.slots)
        ]

    async def stop(self, within: float) -> None:
        """Finish what is in hand, for `within` seconds, and let go of the rest."""
        self._is_stopping = True
        for lane, pace in PACES.items():
            for _ in range(pace.slots):
                self._bells[lane].release()
        await asyncio.wait(self._slots, timeout=within)
        await asyncio.gather(*map(ended, self._slots + self._renewing))

    async def _slot(self, lane: Lane, pace: Pace) -> None:
        while not self._is_stopping:
            await self._bells[lane].acquire()
            try:
                await self._drain(lane, pace)
            except Unavailable:
                await asyncio.sleep(REST_SECONDS)
            except Exception:
                log.exception("a slot failed", extra={"lane": lane})
                await asyncio.sleep(REST_SECONDS)

    async def _drain(self, lane: Lane, pace: Pace) -> None:
        limit = pace.batch
        while not self._is_stopping and (claims := await tasks.claim(lane, limit)):
            if len(claims) == limit:
                self.ring([lane])
            limit = 1 if any(claim.crashes for claim in claims) else pace.batch
            await self._hold(await _apart(claims), pace)

    async def _hold(self, claims: Sequence[Claim], pace: Pace) -> None:
        ids = {claim.id for claim in claims}
        self._in_hand |= ids
        try:
            await settle(claims, await perform(claims), pace)
        except asyncio.CancelledError:
            await _let_go(claims, "the worker was stopped")
            raise
        finally:
            self._in_hand -= ids

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            with suppress(Unavailable):
                await tasks.renew(list(self._in_hand))


async def ended(running: asyncio.Task[None]) -> None:
    """Cancel until it has ended: before Python 3.12 asyncio.wait_for, in redis and asyncpg, may swallow one cancel."""
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=REST_SECONDS)


async def perform(claims: Sequence[Claim]) -> Failures:
    """Perform these tasks, in a context of their own that knows of no tenant; the failures by task id."""
    by_name: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_name[claim.name].append(claim)
    outcomes = await asyncio.gather(
        *(asyncio.create_task(_perform(name, mine), context=Context()) for name, mine in by_name.items())
    )
    return {task_id: failure for outcome in outcomes for task_id, failure in outcome.items()}


async def _perform(name: str, claims: Sequence[Claim]) -> Failures:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _work(name, claims).perform(await _portions(claims))
    except Exception as error:
        log.warning("tasks failed", extra={"task": name}, exc_info=error)
        return dict.fromkeys((claim.id for claim in claims), error)


def _work(name: str, claims: Sequence[Claim]) -> Work:
    if name not in TASKS:
        raise Parked("there is no such task")
    if any(claim.crashes >= CRASHES_BEFORE_PARKING for claim in claims):
        raise Parked("its worker died with it in hand, again and again")
    return TASKS[name]


async def _portions(claims: Sequence[Claim]) -> Portions:
    by_tenant: defaultdict[UUID | None, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_tenant[claim.tenant_id].append(claim)
    tenants = {tenant_id: await directory.by_id(tenant_id) for tenant_id in by_tenant if tenant_id}
    return [(tenant, by_tenant[tenant_id]) for tenant_id, tenant in tenants.items() if tenant]


async def _apart(claims: Sequence[Claim]) -> Sequence[Claim]:
    """One of several tasks whose worker died: nothing else shall be in hand beside it if it does that again."""
    suspect = next((claim for claim in claims if claim.crashes), None)
    if suspect is None or len(claims) == 1:
        return claims
    await _let_go([claim for claim in claims if claim is not suspect], "put back: its worker died")
    return [suspect]


async def _let_go(claims: Iterable[Claim], why: str) -> None:
    for claim in claims:
        await tasks.again(claim, timedelta(), why)


async def settle(claims: Sequence[Claim], failures: Failures, pace: Pace) -> None:
    """Write down what became of the tasks; without a database, wait for it."""
    while True:
        try:
            await tasks.done([claim for claim in claims if claim.id not in failures])
            for claim in claims:
                if claim.id in failures:
                    await _try_again(claim, failures[claim.id], pace)
        except Unavailable:
            await asyncio.sleep(REST_SECONDS)
        else:
            break
    for claim in claims:
        metrics.tasks.labels(claim.name, "failed" if claim.id in failures else "done").inc()


async def _try_again(claim: Claim, failure: Exception, pace: Pace) -> None:
    # A message may name people, and a task row may not: the log has the message.
    words = str(failure) if isinstance(failure, Parked) else type(failure).__name__
    if isinstance(failure, Parked) or claim.attempts >= pace.most:
        await _give_up(claim)
        await tasks.park(claim, words)
        log.error("a task is parked", extra={"task": claim.name, "id": claim.id, "reason": words})
    else:
        delay = min(pace.longest_delay, FIRST_DELAY * 2 ** min(claim.attempts - 1, 20))
        await tasks.again(claim, timedelta(seconds=delay * random.uniform(0.75, 1.25)), words)  # noqa: S311 - only jitter


async def _give_up(claim: Claim) -> None:
    work = TASKS.get(claim.name)
    tenant = await directory.by_id(claim.tenant_id) if claim.tenant_id else None
    if work and work.give_up and tenant:
        await asyncio.create_task(work.give_up(tenant, claim), context=Context())

"""The slots of one process: each claims what is due in its lane, holds it while it is performed, and lets go of it."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

from tenants import tasks
from tenants.errors import Unavailable
from tenants.tasks import LEASE, Claim, Lane
from workers.perform import PACES, REST_SECONDS, Pace, perform, settle

log = logging.getLogger(__name__)

RENEW_EVERY = LEASE.total_seconds() / 4


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

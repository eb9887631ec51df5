"""Takes events to the product's webhook address, in the weather a test asks for."""

import asyncio
import json
import random
from dataclasses import dataclass, field, replace

import httpx

from sandbox.stripe import environment, signature, store
from sandbox.stripe.store import Body

WAITS = (0.0, 0.5, 2.0, 6.0)  # seconds before each try; Stripe goes on for days
AT_ONCE = 4
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Weather:
    """How webhooks travel. `drop` is a fraction of all events or the types to lose; `drop_next` the next so many."""

    mode: str = "on"  # on, off (nothing is sent, events stay undelivered), hold (until released)
    duplicate: int = 0  # extra copies of each
    shuffle: bool = False
    delay_ms: int = 0
    drop: float | tuple[str, ...] = 0.0
    drop_next: int = 0
    bad_signature: bool = False


@dataclass
class Courier:
    """One a process; the tasks it has under way die with the server and are taken up again by `open`."""

    weather: Weather = field(default_factory=Weather)
    client: httpx.AsyncClient | None = None
    road: asyncio.Semaphore | None = None
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def open(self) -> None:
        """Bind to the running loop and take up what an earlier process left pending."""
        self.client = httpx.AsyncClient(timeout=10, verify=False)  # noqa: S501 - loopback; a TLS context costs 20 ms
        self.road = asyncio.Semaphore(AT_ONCE)
        self._start(in_state("pending"))

    async def close(self) -> None:
        self.forget()
        await asyncio.gather(*self.under_way, return_exceptions=True)
        if self.client:
            await self.client.aclose()

    def dispatch(self, event: Body) -> None:
        """Send, hold or lose a new event, as the weather is."""
        state = self._fate(event)
        if state == "pending":
            self._start([event])
        else:
            mark(event, state)

    def release(self) -> int:
        """Send all that was held, and let later ones pass; how many."""
        held = in_state("held")
        self.weather = replace(self.weather, mode="on")
        for event in held:
            mark(event, "pending")
        self._start(held)
        return len(held)

    def again(self, event: Body) -> None:
        """Send this event now, whatever its state."""
        self._start([event])

    def forget(self) -> None:
        """Leave everything under way lying, and let the sun shine."""
        for task in self.under_way:
            task.cancel()
        self.weather = Weather()

    def _fate(self, event: Body) -> str:
        drop = self.weather.drop
        if self.weather.drop_next:
            self.weather = replace(self.weather, drop_next=self.weather.drop_next - 1)
            return "dropped"
        if event["type"] in drop if isinstance(drop, tuple) else random.random() < drop:  # noqa: S311 - no secret
            return "dropped"
        return {"off": "undelivered", "hold": "held"}.get(self.weather.mode, "pending")

    def _start(self, events: list[Body]) -> None:
        copies = [event for event in events for _ in range(1 + self.weather.duplicate)]
        if self.weather.shuffle:
            random.shuffle(copies)
        for event in copies:
            task = asyncio.get_running_loop().create_task(self._travel(event))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def _travel(self, event: Body) -> None:
        jitter = random.uniform(0, 0.2) if self.weather.shuffle else 0  # noqa: S311 - no secret
        await asyncio.sleep(self.weather.delay_ms / 1000 + jitter)
        for wait in WAITS:
            await asyncio.sleep(wait)
            if await self._knock(event):
                mark(event, "delivered")
                return
        mark(event, "undelivered")

    async def _knock(self, event: Body) -> bool:
        assert self.client  # noqa: S101 - open() came first
        assert self.road  # noqa: S101
        payload = json.dumps(store.shown(event)).encode()
        secret = "whsec_wrong" if self.weather.bad_signature else environment.webhook_secret()
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature.header(payload, secret)}
        async with self.road:
            try:
                answer = await self.client.post(environment.hook_url(), content=payload, headers=headers)
            except httpx.HTTPError as error:
                note(event, type(error).__name__)
                return False
        note(event, str(answer.status_code))
        return answer.status_code in OK


def in_state(state: str) -> list[Body]:
    """Events of every account in this state of delivery, oldest first."""
    rows = store.database().execute(
        "SELECT body FROM objects WHERE kind = 'event' AND json_extract(body, '$._state') = ? ORDER BY seq", (state,)
    )
    return [json.loads(body) for (body,) in rows]


def mark(event: Body, state: str) -> None:
    _change(event, "$._state", state)


def note(event: Body, answer: str) -> None:
    """Count a try and what came of it."""
    _change(event, "$._answer", answer)
    store.database().execute(
        "UPDATE objects SET body = json_set(body, '$._tries', json_extract(body, '$._tries') + 1) WHERE id = ?",
        (event["id"],),
    )


def _change(event: Body, path: str, value: str) -> None:
    # In place, since copies of one event travel at once. One that has arrived stays delivered.
    store.database().execute(
        "UPDATE objects SET body = json_set(body, ?, ?) WHERE id = ?"
        " AND (? <> 'undelivered' OR json_extract(body, '$._state') <> 'delivered')",
        (path, value, event["id"], value),
    )


courier = Courier()

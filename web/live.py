"""Live pages: one listener for each process hears what happens, and tells the streams that are open here.

A stream holds no database connection. It says ids and kinds alone; pages are fetched through the door like any other.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tenants import directory, sign_in
from tenants.errors import TooMany, Unavailable
from tenants.isolation import acting_for
from tenants.listening import listen
from tenants.news import CHANNEL, News, told

log = logging.getLogger(__name__)

MOST_OF_A_SESSION = 3
MOST_OF_A_CUSTOMER = 12
MOST_OF_A_COMPANY = 100
"""Of its staff, and as many of its customers: whoever collects sessions takes no place from anybody else's kind."""
MOST_WAITING = 50
REMEMBERED = 2_000
HEARTBEAT_SECONDS = 25.0
CHECK_EVERY = 3.0
"""Whoever is signed out reads nothing on after this and the time one statement takes."""
UNSURE_FOR = 12.0
"""A stream whose session nobody could ask about for so long ends too: the database is away, and pages fail as well."""

BEAT, OVER, MISSED = ": \n\n", "event: over\ndata:\n\n", "event: missed\ndata:\n\n"


@dataclass(eq=False, slots=True)
class Stream:
    """One open page: whose it is, and what it is still to be told. `as_whom` is a role, or a customer's id."""

    tenant_id: UUID
    session_id: UUID
    as_whom: str
    customer_id: UUID | None = None
    waiting: deque[str] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    sure_at: float = 0.0
    is_over: bool = False

    def hears(self, news: News) -> bool:
        return self.customer_id is None or self.customer_id == news.customer_id

    def tell(self, said: str) -> None:
        """Have it said; a page that does not read any more looks at itself anew instead."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            said = MISSED
        self.waiting.append(said)
        self.woken.set()

    def end(self) -> None:
        self.is_over = True
        self.woken.set()


class Hub:
    """All streams of this process, by company, and what happened lately."""

    def __init__(self) -> None:
        self.streams: defaultdict[UUID, set[Stream]] = defaultdict(set)
        self.recent: deque[News] = deque(maxlen=REMEMBERED)
        self.beginning = uuid4().hex
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(listen(CHANNEL, self.begun, self.heard)),
            asyncio.create_task(self._check_on()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.end_all()

    @property
    def mark(self) -> str:
        """Of what was heard last: a page that is made from now on shows all that was up to there."""
        return self.recent[-1].mark if self.recent else self.beginning

    def begun(self) -> None:
        """Listening began, perhaps anew: nobody knows what was missed, so every page looks at itself."""
        self.recent.clear()
        self.beginning = uuid4().hex
        for stream in self._all():
            stream.tell(MISSED)

    def heard(self, payload: str) -> None:
        news = told(payload)
        if news is None or (self.recent and self.recent[-1] == news):
            return
        self.recent.append(news)
        for stream in self.streams.get(news.tenant_id, ()):
            if stream.hears(news):
                stream.tell(_said(news))

    def check_room(self, stream: Stream) -> None:
        """Raise TooMany where there is no place for it."""
        if self._is_full(stream):
            raise TooMany("Too many pages are open at once. This one shows what is new when it is loaded again.")

    def enter(self, stream: Stream, last_mark: str = "") -> None:
        """Take the stream in, and tell it what happened since `last_mark`. Raises TooMany."""
        self.check_room(stream)
        stream.sure_at = asyncio.get_running_loop().time()
        self.streams[stream.tenant_id].add(stream)
        if last_mark:
            self._catch_up(stream, last_mark)

    def _is_full(self, stream: Stream) -> bool:
        of_staff = stream.customer_id is None
        alike = [it for it in self.streams.get(stream.tenant_id, ()) if (it.customer_id is None) is of_staff]
        of_session = sum(it.session_id == stream.session_id for it in alike)
        of_customer = 0 if of_staff else sum(it.customer_id == stream.customer_id for it in alike)
        return of_session >= MOST_OF_A_SESSION or of_customer >= MOST_OF_A_CUSTOMER or len(alike) >= MOST_OF_A_COMPANY

    def leave(self, stream: Stream) -> None:
        mine = self.streams[stream.tenant_id]
        mine.discard(stream)
        if not mine:
            del self.streams[stream.tenant_id]

    def end_all(self) -> None:
        """Let every page go, to come back to whichever process is there then."""
        for stream in self._all():
            stream.end()

    async def check(self) -> None:
        """End the streams of whoever is signed out, was removed, has another role, or whose portal is off."""
        for tenant_id, mine in list(self.streams.items()):
            asked = list(mine)  # who comes in while the database answers was not asked about
            try:
                found = await _alive(tenant_id, {stream.session_id for stream in asked})
            except Unavailable:
                found = None
            self._judge(asked, found)

    def _judge(self, streams: Iterable[Stream], found: dict[UUID, str] | None) -> None:
        now = asyncio.get_running_loop().time()
        for stream in streams:
            if found is not None and found.get(stream.session_id) == stream.as_whom:
                stream.sure_at = now
            elif found is not None or now - stream.sure_at > UNSURE_FOR:
                stream.end()

    async def _check_on(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            try:
                await self.check()
            except Exception:
                log.exception("could not look after live pages")

    def _catch_up(self, stream: Stream, last_mark: str) -> None:
        begins = self.beginning if len(self.recent) < REMEMBERED else ""
        marks = [begins, *(news.mark for news in self.recent)]
        if last_mark not in marks:
            stream.tell(MISSED)
            return
        since = len(marks) - marks[::-1].index(last_mark)
        for news in list(self.recent)[since - 1 :]:
            if news.tenant_id == stream.tenant_id and stream.hears(news):
                stream.tell(_said(news))

    def _all(self) -> list[Stream]:
        return [stream for mine in self.streams.values() for stream in mine]


async def said(hub: Hub, stream: Stream, last_mark: str = "") -> AsyncIterator[str]:
    """The words of a stream as they are sent, until it ends or its reader is gone.

    It takes its place with its first word: a reader who is gone before that would never leave it.
    """
    try:
        hub.enter(stream, last_mark)
    except TooMany:
        yield OVER
        return
    try:
        yield f"retry: 3000\n{BEAT}"
        while not stream.is_over:
            while stream.waiting and not stream.is_over:
                yield stream.waiting.popleft()
            stream.woken.clear()
            if stream.waiting or stream.is_over:
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
                continue
            yield BEAT
        yield OVER
    finally:
        hub.leave(stream)


async def _alive(tenant_id: UUID, session_ids: set[UUID]) -> dict[UUID, str]:
    tenant = await directory.by_id(tenant_id)
    if tenant is None:
        return {}
    async with acting_for(tenant):
        return await sign_in.alive(session_ids)


def _said(news: News) -> str:
    return f"id: {news.mark}\nevent: news\ndata: {news.kind} {news.id}\n\n"

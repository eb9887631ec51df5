"""The company's inbox: every thread with its last message, read and unread, answered and not."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.messages.reading import MOST_SHOWN
from tenants.messages.thread import Author, Thread, Via
from tenants.search import pattern

IN_INBOX = 50


class Box(StrEnum):
    """Which threads are listed."""

    TO_ANSWER = "to_answer"
    UNREAD = "unread"
    ALL = "all"


class InInbox(NamedTuple):
    """One thread of the inbox and its last message. It `waits` for an answer; `is_new` is one nobody has read."""

    id: UUID
    about: str
    number: str
    title: str
    customer: str
    last_at: datetime
    author: Author
    name: str
    body: str
    waits: bool
    is_new: bool


class Written(NamedTuple):
    """One message as the company reads it. `left_out`: its mail had attachments, which were not taken."""

    author: Author
    name: str
    body: str
    via: Via
    left_out: bool
    at: datetime


class Conversation(NamedTuple):
    """A thread with its newest messages, oldest first, and whose it is."""

    thread: Thread
    customer: str
    messages: list[Written]


BOXES = {
    Box.TO_ANSWER: "thread.waiting_since IS NOT NULL",
    Box.UNREAD: "thread.waiting_since IS NOT NULL AND coalesce(thread.read_at < thread.last_at, true)",
    Box.ALL: "true",
}
FOUND = """
($4 = '%%' OR thread.number ILIKE $4 OR thread.title ILIKE $4
 OR EXISTS (SELECT FROM customer c WHERE c.tenant_id = $1 AND c.id = thread.customer_id AND c.name ILIKE $4)
 OR EXISTS (SELECT FROM message m WHERE m.tenant_id = $1 AND m.thread_id = thread.id AND m.body ILIKE $4))
"""
INBOX = f"""
SELECT thread.id, thread.about, thread.number, thread.title, customer.name AS customer, thread.last_at,
       last.author, last.name, left(last.body, 200) AS body, thread.waiting_since IS NOT NULL AS waits,
       thread.waiting_since IS NOT NULL AND coalesce(thread.read_at < thread.last_at, true) AS is_new
  FROM (SELECT * FROM thread WHERE tenant_id = $1 AND (last_at, id) < ($2, $3) AND BOX AND {FOUND}
         ORDER BY last_at DESC, id DESC LIMIT {IN_INBOX + 1}) thread
  JOIN customer ON customer.tenant_id = $1 AND customer.id = thread.customer_id,
       LATERAL (SELECT author, name, body FROM message WHERE message.tenant_id = $1 AND message.thread_id = thread.id
                 ORDER BY at DESC, id DESC LIMIT 1) last
 ORDER BY thread.last_at DESC, thread.id DESC
"""  # noqa: S608 - our own parts
MESSAGES = f"""
SELECT * FROM (SELECT author, name, body, via, left_out, at, id FROM message WHERE tenant_id = $1 AND thread_id = $2
                ORDER BY at DESC, id DESC LIMIT {MOST_SHOWN}) newest ORDER BY at, id
"""  # noqa: S608 - our own number
READ = "UPDATE thread SET read_at = clock_timestamp() WHERE tenant_id = $1 AND id = $2 AND waiting_since IS NOT NULL"
NOTHING_TO_ANSWER = "UPDATE thread SET waiting_since = NULL WHERE tenant_id = $1 AND id = $2 AND last_at <= $3"

NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


async def inbox(box: Box, search: str = "", before: tuple[datetime, UUID] = NEWEST) -> list[InInbox]:
    """A page of threads (and one more), last written to first, before the (last_at, id) given."""
    unit = acting()
    rows = await unit.rows(INBOX.replace("BOX", BOXES[box]), unit.tenant.id, *before, pattern(search))
    return [InInbox(**{**dict(row), "author": Author(row["author"])}) for row in rows]


async def conversation(thread_id: UUID) -> Conversation:
    """The thread as the company reads it. Raises NotFound."""
    unit, thread = acting(), await Thread.get_or_none(id=thread_id)
    if thread is None:
        raise NotFound
    customer = await unit.row(
        "SELECT name FROM customer WHERE tenant_id = $1 AND id = $2", unit.tenant.id, thread.customer_id
    )
    rows = await unit.rows(MESSAGES, unit.tenant.id, thread_id)
    messages = [
        Written(Author(row["author"]), row["name"], row["body"], Via(row["via"]), row["left_out"], row["at"])
        for row in rows
    ]
    return Conversation(thread, customer["name"] if customer else "", messages)


async def read(thread_id: UUID) -> None:
    """Note that somebody of the company has the thread before them now."""
    await acting().rows(READ, acting().tenant.id, thread_id)


async def nothing_to_answer(thread_id: UUID, seen_at: datetime) -> None:
    """What was written until `seen_at` wants no answer; what came since still waits."""
    await acting().rows(NOTHING_TO_ANSWER, acting().tenant.id, thread_id, seen_at)

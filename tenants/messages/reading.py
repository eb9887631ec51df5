"""One thread with its messages, read as part of its record's own query."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.messages.thread import Author

MOST_SHOWN = 100

THREAD = f"""
(SELECT json_build_object('id', thread.id, 'seen', thread.seen, 'messages',
        (SELECT json_agg(said ORDER BY said.at, said.id) FROM (
                SELECT id, author, name, body, left_out, at FROM message
                 WHERE message.tenant_id = $1 AND message.thread_id = thread.id
                 ORDER BY at DESC, id DESC LIMIT {MOST_SHOWN}) said))
   FROM thread WHERE thread.tenant_id = $1 AND thread.about_id = """  # noqa: S608 - our own number


class Said(NamedTuple):
    """One message. `left_out`: its mail had attachments, which were not taken."""

    author: Author
    name: str
    body: str
    left_out: bool
    at: datetime
    is_new: bool


class Talk(NamedTuple):
    """A thread as one contact sees it, oldest message first."""

    id: UUID
    messages: list[Said]

    @property
    def has_news(self) -> bool:
        return any(said.is_new for said in self.messages)


def thread_of(about_id: str) -> str:
    """The thread about the record whose id is the SQL expression `about_id`, as a scalar subquery giving JSON or NULL.

    For the record's own query, whose $1 is the tenant's id. `talk` reads what it gives.
    """
    return f"{THREAD}{about_id})"


def talk(found: str | None, contact_id: UUID) -> Talk | None:
    """What the query of `thread_of` gave; None while nobody has written."""
    if found is None:
        return None
    thread = orjson.loads(found)
    seen = thread["seen"].get(str(contact_id))
    looked_at = datetime.fromisoformat(seen) if seen else None
    return Talk(UUID(thread["id"]), [_said(message, looked_at) for message in thread["messages"]])


def _said(message: dict[str, Any], looked_at: datetime | None) -> Said:
    at = datetime.fromisoformat(message["at"])
    author = Author(message["author"])
    is_new = author is Author.STAFF and (looked_at is None or at > looked_at)
    return Said(author, message["name"], message["body"], message["left_out"], at, is_new)

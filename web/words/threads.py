"""The way from a record to the messages about it."""

from uuid import UUID

import orjson


def thread_href(table: str, record_id: UUID, found: str | None) -> str:
    """The thread that messages.thread_of found, or the page that begins one."""
    if found:
        return f"/staff/messages/{orjson.loads(found)['id']}"
    return f"/staff/messages/new?about={table}&id={record_id}"

"""What the sandbox Postmark remembers: one SQLite file in SANDBOX_HOME, so that it survives a restart."""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    n INTEGER PRIMARY KEY, id TEXT UNIQUE, recipients TEXT, received_at TEXT, status TEXT, fields TEXT
);
CREATE TABLE IF NOT EXISTS suppressions (
    stream TEXT, address TEXT, reason TEXT, origin TEXT, created_at TEXT, PRIMARY KEY (stream, address)
);
CREATE TABLE IF NOT EXISTS webhooks (
    n INTEGER PRIMARY KEY, message_id TEXT, body TEXT, state TEXT, due REAL, tries INTEGER, answer TEXT
);
CREATE INDEX IF NOT EXISTS webhooks_due ON webhooks (state, due);
CREATE INDEX IF NOT EXISTS webhooks_of_message ON webhooks (message_id);
"""

BLANK = {
    "From": "", "To": "", "ReplyTo": "", "Subject": "", "TextBody": "", "HtmlBody": "", "Tag": "", "Metadata": {},
    "MessageStream": "outbound",
}  # fmt: skip

Message = dict[str, Any]


def db() -> sqlite3.Connection:
    return _open(Path(os.environ["SANDBOX_HOME"]))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def accept(fields: Mapping[str, Any], recipients: Iterable[str]) -> Message:
    """Keep what was sent, as it was sent, under a new MessageID."""
    message_id, received_at = str(uuid4()), now()
    row = (message_id, f" {' '.join(recipients)} ", received_at, "Sent", json.dumps({**BLANK, **fields}))
    db().execute("INSERT INTO messages (id, recipients, received_at, status, fields) VALUES (?, ?, ?, ?, ?)", row)
    return {**BLANK, **fields, "MessageID": message_id, "ReceivedAt": received_at, "Status": "Sent"}


def messages(to: str = "", limit: int = -1, offset: int = 0) -> list[Message]:
    """Newest first; `to` is one whole address."""
    found = db().execute(
        "SELECT * FROM messages WHERE ? = '' OR instr(recipients, ?) ORDER BY n DESC LIMIT ? OFFSET ?",
        (to, f" {to.strip().lower()} ", limit, offset),
    )
    return [_message(row) for row in found]


def with_metadata(wanted: Mapping[str, str]) -> list[Message]:
    """Newest first, every message whose Metadata holds all of `wanted`."""
    clauses = " AND ".join("json_extract(fields, ?) = ?" for _ in wanted) or "1"
    values = [part for key, value in wanted.items() for part in (f'$.Metadata."{key}"', value)]
    found = db().execute(f"SELECT * FROM messages WHERE {clauses} ORDER BY n DESC", values)
    return [_message(row) for row in found]


def message(message_id: str) -> Message | None:
    row = db().execute("SELECT * FROM messages WHERE id = ?", (message_id,)).fetchone()
    return _message(row) if row else None


def mark(message_id: str, status: str) -> None:
    db().execute("UPDATE messages SET status = ? WHERE id = ?", (status, message_id))


def suppress(stream: str, address: str, reason: str) -> None:
    row = (stream, address, reason, "Recipient", now())
    db().execute("INSERT OR REPLACE INTO suppressions VALUES (?, ?, ?, ?, ?)", row)


def suppressions(stream: str) -> dict[str, sqlite3.Row]:
    found = db().execute("SELECT * FROM suppressions WHERE stream = ? ORDER BY created_at", (stream,))
    return {row["address"]: row for row in found}


def lift(stream: str, address: str) -> None:
    db().execute("DELETE FROM suppressions WHERE stream = ? AND address = ?", (stream, address))


def wipe() -> None:
    db().executescript("DELETE FROM messages; DELETE FROM suppressions; DELETE FROM webhooks;")


def _message(row: sqlite3.Row) -> Message:
    own = {"MessageID": row["id"], "ReceivedAt": row["received_at"], "Status": row["status"]}
    return {**json.loads(row["fields"]), **own}


@cache
def _open(home: Path) -> sqlite3.Connection:
    home.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(home / "postmark.sqlite3", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    return connection

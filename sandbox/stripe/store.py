"""Everything the sandbox Stripe holds: one SQLite file, objects as JSON under the account that owns them."""

import json
import secrets
import sqlite3
import string
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.stripe import environment
from sandbox.stripe.errors import missing

Body = dict[str, Any]
PLATFORM = ""
TABLES = """
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY, id TEXT UNIQUE, account TEXT, kind TEXT, created INTEGER, body TEXT);
CREATE INDEX IF NOT EXISTS objects_listed ON objects (account, kind, created, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (json_extract(body, '$.charge'));
CREATE TABLE IF NOT EXISTS requests (
  seq INTEGER PRIMARY KEY, at REAL, method TEXT, path TEXT, account TEXT, params TEXT, key TEXT, status INTEGER);
CREATE TABLE IF NOT EXISTS answers (
  account TEXT, key TEXT, fingerprint TEXT, status INTEGER, body TEXT, PRIMARY KEY (account, key));
"""


def database() -> sqlite3.Connection:
    return _open(environment.home())


@cache
def _open(home: Path) -> sqlite3.Connection:
    home.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(home / "stripe.sqlite3", isolation_level=None, check_same_thread=False)
    connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {TABLES}")
    return connection


def empty() -> None:
    """Forget everything."""
    database().executescript("DELETE FROM objects; DELETE FROM requests; DELETE FROM answers;")


def new_id(prefix: str, length: int = 24) -> str:
    alphabet = string.ascii_letters + string.digits
    return f"{prefix}_" + "".join(secrets.choice(alphabet) for _ in range(length))


def put(account: str, body: Body, created: int | None = None) -> Body:
    """Keep `body` as it is now; `created` (unix seconds) when the body itself has no number to sort by."""
    database().execute(
        "INSERT INTO objects (id, account, kind, created, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body, created = excluded.created",
        (body["id"], account, body["object"], created or body["created"], json.dumps(body)),
    )
    return body


def find(account: str, kind: str, object_id: str) -> Body | None:
    row = database().execute(
        "SELECT body FROM objects WHERE id = ? AND account = ? AND kind = ?", (object_id, account, kind)
    )
    return next((json.loads(body) for (body,) in row), None)


def get(account: str, kind: str, object_id: str) -> Body:
    """Raises StripeError 404 `resource_missing` when `account` holds no such object."""
    body = find(account, kind, object_id)
    if body is None:
        raise missing(kind, object_id)
    return body


def anything(account: str, object_id: str) -> Body | None:
    """Whatever bears this id on `account`."""
    row = database().execute("SELECT body FROM objects WHERE id = ? AND account = ?", (object_id, account))
    return next((json.loads(body) for (body,) in row), None)


def owner(object_id: str) -> str:
    """The account that holds the object. Raises StripeError 404."""
    row = database().execute("SELECT account FROM objects WHERE id = ?", (object_id,)).fetchone()
    if row is None:
        raise missing("object", object_id)
    return str(row[0])


def select(account: str, kind: str, where: str = "", values: tuple[Any, ...] = (), limit: int = -1) -> list[Body]:
    """Newest first; `where` is further SQL beginning with AND."""
    rows = database().execute(
        f"SELECT body FROM objects WHERE account = ? AND kind = ? {where} ORDER BY created DESC, seq DESC LIMIT ?",
        (account, kind, *values, limit),
    )
    return [json.loads(body) for (body,) in rows]


def of(account: str, kind: str, **equal: str) -> list[Body]:
    """The objects whose fields equal these, newest first."""
    where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in equal)
    return select(account, kind, where, tuple(equal.values()))


def anywhere(kind: str, status: str, until: float) -> list[tuple[str, Body]]:
    """Account and object of this kind and status, on any account, made no later than `until` (unix seconds)."""
    rows = database().execute(
        "SELECT account, body FROM objects WHERE kind = ? AND json_extract(body, '$.status') = ? AND created <= ?",
        (kind, status, until),
    )
    return [(account, json.loads(body)) for account, body in rows]


def shown(body: Body) -> Body:
    """The object as Stripe shows it: what begins with an underscore is the sandbox's own memory."""
    return {name: value for name, value in body.items() if not name.startswith("_")}

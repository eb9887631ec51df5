"""What was asked of the sandbox Stripe, call by call."""

import json
import time
from typing import Any

from sandbox.stripe import store
from sandbox.stripe.store import Body

COLUMNS = ("at", "method", "path", "account", "params", "key", "status")


def begin(method: str, path: str, account: str, raw: dict[str, Any], key: str | None) -> int:
    """Note a call that has come in; its number."""
    cursor = store.database().execute(
        "INSERT INTO requests (at, method, path, account, params, key) VALUES (?, ?, ?, ?, ?, ?)",
        (time.time(), method, path, account, json.dumps(raw), key),
    )
    return cursor.lastrowid or 0


def end(number: int, status: int) -> None:
    store.database().execute("UPDATE requests SET status = ? WHERE seq = ?", (status, number))


def everything() -> list[Body]:
    """Every call, oldest first; `status` is null while it runs or when its answer was lost."""
    rows = store.database().execute(f"SELECT {', '.join(COLUMNS)} FROM requests ORDER BY seq")
    return [{**dict(zip(COLUMNS, row, strict=True)), "params": json.loads(row[4])} for row in rows]

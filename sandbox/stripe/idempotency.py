"""Idempotency keys: the first answer under a key is the answer for ever, per account."""

import json
from http import HTTPStatus
from typing import Any

from sandbox.stripe import store
from sandbox.stripe.errors import StripeError
from sandbox.stripe.store import Body

Answer = tuple[int, Body]


def known(account: str, key: str, fingerprint: str) -> Answer | None:
    """The answer kept under the key. Raises StripeError 400 when it was given to another request."""
    row = (
        store.database()
        .execute("SELECT fingerprint, status, body FROM answers WHERE account = ? AND key = ?", (account, key))
        .fetchone()
    )
    if row is None:
        return None
    if row[0] != fingerprint:
        message = f"Keys for idempotent requests can only be used with the same parameters: {key}"
        raise StripeError(400, message, type="idempotency_error")
    return row[1], json.loads(row[2])


def keep(account: str, key: str, fingerprint: str, answer: Answer) -> None:
    status, body = answer
    if is_kept(status, body, fingerprint):
        store.database().execute(
            "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?)",
            (account, key, fingerprint, status, json.dumps(body)),
        )


def is_kept(status: int, body: Body, fingerprint: str) -> bool:
    """Answers of calls that began to do something; the second API keeps success only."""
    if fingerprint.startswith("/v2/"):
        return status == HTTPStatus.OK
    has_acted = status in {HTTPStatus.OK, HTTPStatus.PAYMENT_REQUIRED}
    return has_acted or (status == HTTPStatus.BAD_REQUEST and "param" not in body["error"])


def fingerprint(path: str, raw: dict[str, Any]) -> str:
    return f"{path} {json.dumps(raw, sort_keys=True)}"

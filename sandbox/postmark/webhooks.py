"""What Postmark tells the product afterwards: delivered, bounced, complained; with retries, as it does, only faster."""

import asyncio
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.postmark import store

SOON = 0.2
RETRY_AFTER = (1, 5, 15)
AT_ONCE = 20
STOP = 403
HARD_BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "DumpAvailable": False,
    "CanActivate": True,
}
SPAM_COMPLAINT = {
    "RecordType": "SpamComplaint",
    "Type": "SpamComplaint",
    "TypeCode": 512,
    "Name": "Spam complaint",
    "Description": "The subscriber explicitly marked this message as spam.",
    "DumpAvailable": False,
    "CanActivate": False,
}


@dataclass
class Line:
    """`on` delivers, `hold` keeps everything until it is on again, `off` loses it."""

    mode: str = "on"


line = Line()


def foretell(message: store.Message, addresses: Iterable[str]) -> None:
    """What will become of an accepted message; an address with `hardbounce` or `complaint` in its name says so."""
    for address in addresses:
        mailbox, _, _ = address.partition("@")
        if "hardbounce" in mailbox:
            bounce(message, address)
        else:
            deliver(message, address)
        if "complaint" in mailbox:
            complain(message, address)


def deliver(message: store.Message, address: str) -> None:
    _tell(message, "Delivered", RecordType="Delivery", Recipient=address, DeliveredAt=store.now(), Details="250 OK")


def bounce(message: store.Message, address: str) -> None:
    _come_back(message, "Bounced", address, HARD_BOUNCE)


def complain(message: store.Message, address: str) -> None:
    _come_back(message, "Complained", address, SPAM_COMPLAINT)


def hand_over(message: store.Message, mail: Mapping[str, object]) -> None:
    """Tell of a mail that came in as an answer to `message`."""
    _queue(message["MessageID"], mail)


def of_message(message_id: str) -> list[dict[str, Any]]:
    """What was told about one message, oldest first: its kind, state (due, sent, failed, lost), tries and answer."""
    found = store.db().execute("SELECT * FROM webhooks WHERE message_id = ? ORDER BY n", (message_id,))
    return [{**dict(row), "kind": json.loads(row["body"]).get("RecordType", "Answered")} for row in found]


async def pump() -> None:
    """Send what is due, for ever."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while True:
            due = _due()
            if not due:
                await asyncio.sleep(SOON / 2)
            await asyncio.gather(*(_send(client, row) for row in due))


def _tell(message: store.Message, status: str, **body: object) -> None:
    store.mark(message["MessageID"], status)
    own = {name: message[name] for name in ("MessageID", "MessageStream", "Tag", "Metadata")}
    _queue(message["MessageID"], {**own, "ServerID": 1, **body})


def _queue(message_id: str, body: Mapping[str, object]) -> None:
    row = (message_id, json.dumps(body), time.time() + SOON)
    store.db().execute(
        "INSERT INTO webhooks (message_id, body, state, due, tries, answer) VALUES (?, ?, 'due', ?, 0, '')", row
    )


def _come_back(message: store.Message, status: str, address: str, kind: Mapping[str, object]) -> None:
    store.suppress(message["MessageStream"], address, str(kind["Type"]))
    about = {"Email": address, "From": message["From"], "Subject": message["Subject"], "BouncedAt": store.now()}
    _tell(message, status, **kind, **about, Details="smtp;550 5.1.1 asked for in the sandbox", Inactive=True)


def _due() -> list[dict[str, Any]]:
    if line.mode == "hold":
        return []
    if line.mode == "off":
        store.db().execute("UPDATE webhooks SET state = 'lost' WHERE state = 'due' AND due <= ?", (time.time(),))
    found = store.db().execute(
        "SELECT * FROM webhooks WHERE state = 'due' AND due <= ? ORDER BY due LIMIT ?", (time.time(), AT_ONCE)
    )
    return [dict(row) for row in found]


async def _send(client: httpx.AsyncClient, row: dict[str, Any]) -> None:
    body = json.loads(row["body"])
    if "Type" in body:
        body["ID"] = row["n"]
    password = os.environ.get("POSTMARK_WEBHOOK_PASSWORD", "")
    try:
        response = await client.post(_address(body), json=body, auth=("postmark", password))
    except httpx.HTTPError as error:
        _note(row, 0, type(error).__name__)
    else:
        _note(row, response.status_code, str(response.status_code))


def _note(row: dict[str, Any], status: int, answer: str) -> None:
    tries = row["tries"] + 1
    again = status != STOP and tries <= len(RETRY_AFTER)
    state = "sent" if 200 <= status < 300 else "due" if again else "failed"
    due = time.time() + (RETRY_AFTER[tries - 1] if again else 0)
    change = (state, due, tries, answer, row["n"])
    store.db().execute("UPDATE webhooks SET state = ?, due = ?, tries = ?, answer = ? WHERE n = ?", change)


def _address(body: Mapping[str, object]) -> str:
    port = os.environ.get("PORT", "8000")
    base = os.environ.get("BASE_URL") or f"http://localhost:{port}"
    hook = os.environ.get("SANDBOX_POSTMARK_HOOK_URL") or f"{base.rstrip('/')}/hooks/postmark"
    return hook if "RecordType" in body else f"{hook}/inbound"

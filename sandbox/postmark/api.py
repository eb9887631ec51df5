"""Postmark's own addresses: send, search, suppressions."""

import os
from collections import deque
from collections.abc import Callable
from email.utils import getaddresses, parseaddr
from typing import Any

from quart import Blueprint, Response, g, jsonify, request
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from sandbox.postmark import faults, rules, store, webhooks
from sandbox.postmark.rules import Refused

LARGEST_BATCH = 500
MOST_FOUND = 500
DEFAULT_TOKEN = "sandbox"  # noqa: S105 the one run.py gives

blueprint = Blueprint("api", __name__)
requests: deque[dict[str, Any]] = deque(maxlen=20_000)


@blueprint.before_request
async def check_token() -> None:
    expected = os.environ.get("POSTMARK_SERVER_TOKEN") or DEFAULT_TOKEN
    if request.headers.get("X-Postmark-Server-Token") != expected:
        raise Refused(10, "The Server Token you provided in the X-Postmark-Server-Token header was not found.")


@blueprint.errorhandler(Refused)
async def refuse(error: Refused) -> ResponseReturnValue:
    return jsonify(ErrorCode=error.code, Message=error.message), error.status


@blueprint.after_request
async def note_answer(response: Response) -> Response:
    if "noted" in g:
        g.noted["answer"] = response.status_code
    return response


@blueprint.post("/email")
async def send() -> ResponseReturnValue:
    message = await _json()
    return await _answer([message], lambda: _accept(message))


@blueprint.post("/email/batch")
async def send_batch() -> ResponseReturnValue:
    batch = await _json()
    if not isinstance(batch, list):
        raise Refused(403, "The JSON is not a list of messages.")
    if len(batch) > LARGEST_BATCH:
        raise Refused(410, f"A batch holds at most {LARGEST_BATCH} messages.")
    return await _answer(batch, lambda: [_accept_or_refusal(message) for message in batch])


@blueprint.get("/messages/outbound")
async def search() -> ResponseReturnValue:
    count, offset = _page()
    metadata = {
        key.removeprefix("metadata_"): text for key, text in request.args.items() if key.startswith("metadata_")
    }
    recipient = request.args.get("recipient", "").lower()
    found = [
        message for message in store.with_metadata(metadata)
        if (not recipient or recipient in rules.recipients(message))
        and request.args.get("tag", message["Tag"]) == message["Tag"]
    ]  # fmt: skip
    return jsonify(TotalCount=len(found), Messages=[_summary(message) for message in found[offset : offset + count]])


@blueprint.get("/message-streams/<stream>/suppressions/dump")
async def dump_suppressions(stream: str) -> ResponseReturnValue:
    names = {"address": "EmailAddress", "reason": "SuppressionReason", "origin": "Origin", "created_at": "CreatedAt"}
    rows = store.suppressions(stream).values()
    return jsonify(Suppressions=[{name: row[column] for column, name in names.items()} for row in rows])


@blueprint.post("/message-streams/<stream>/suppressions/delete")
async def delete_suppressions(stream: str) -> ResponseReturnValue:
    wanted = [entry["EmailAddress"].lower() for entry in (await _json())["Suppressions"]]
    return jsonify(Suppressions=[_lift(stream, address) for address in wanted])


async def _answer(messages: list[Any], accept: Callable[[], object]) -> ResponseReturnValue:
    addresses = _addresses(messages)
    g.noted = {"at": store.now(), "path": request.path, "to": addresses, "messages": len(messages), "answer": None}
    requests.append(g.noted)
    if trouble := await faults.strike("before", addresses):
        return trouble
    answer = jsonify(accept())
    return await faults.strike("after", addresses) or answer


def _accept(message: object) -> dict[str, object]:
    fields = rules.check(message)
    stream, addresses = fields.get("MessageStream", "outbound"), rules.recipients(fields)
    suppressed = store.suppressions(stream)
    words = rules.check_active(addresses, suppressed)
    accepted = store.accept(fields, addresses)
    webhooks.foretell(accepted, [address for address in addresses if address not in suppressed])
    return {
        "To": fields["To"],
        "SubmittedAt": accepted["ReceivedAt"],
        "MessageID": accepted["MessageID"],
        "ErrorCode": 0,
        "Message": words,
    }


def _accept_or_refusal(message: object) -> dict[str, object]:
    try:
        return _accept(message)
    except Refused as error:
        return {"ErrorCode": error.code, "Message": error.message}


def _addresses(messages: list[Any]) -> list[str]:
    fields = [message for message in messages if isinstance(message, dict)]
    return [address for message in fields for _, address in getaddresses([str(message.get("To", "")).lower()])]


def _lift(stream: str, address: str) -> dict[str, str | None]:
    suppressed = store.suppressions(stream).get(address)
    if suppressed and suppressed["reason"] == "SpamComplaint":
        words = "You do not have the required authority to change this suppression."
        return {"EmailAddress": address, "Status": "Failed", "Message": words}
    store.lift(stream, address)
    return {"EmailAddress": address, "Status": "Deleted", "Message": None}


def _page() -> tuple[int, int]:
    count, offset = request.args.get("count", type=int), request.args.get("offset", type=int)
    if count is None or offset is None or not 0 < count <= MOST_FOUND:
        raise Refused(300, f"'count' (at most {MOST_FOUND}) and 'offset' are required.")
    return count, offset


def _summary(message: store.Message) -> dict[str, object]:
    kept = ("Tag", "MessageID", "ReceivedAt", "From", "Subject", "Metadata", "MessageStream")
    name, address = parseaddr(message["To"])
    return {
        **{field: message[field] for field in kept},
        "To": [{"Email": address, "Name": name or None}],
        "Recipients": rules.recipients(message),
        "Status": "Sent",
    }


async def _json() -> Any:
    try:
        return await request.get_json(force=True)
    except BadRequest as error:
        raise Refused(402, "The body is not JSON.") from error

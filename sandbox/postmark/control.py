"""The strings behind the scenes, for demo, tests and benchmarks."""

from typing import Any

from quart import Blueprint, abort, jsonify, request
from quart.typing import ResponseReturnValue

from sandbox.postmark import api, faults, inbound, rules, store, webhooks

ACTS = {"deliver": webhooks.deliver, "bounce": webhooks.bounce, "complain": webhooks.complain}
NOTHING = ("", 204)

blueprint = Blueprint("control", __name__)


@blueprint.post("/faults")
async def add_fault() -> ResponseReturnValue:
    try:
        faults.add(await request.get_json())
    except (TypeError, ValueError) as error:
        return jsonify(error=str(error)), 400
    return NOTHING


@blueprint.delete("/faults")
async def clear_faults() -> ResponseReturnValue:
    faults.faults.clear()
    return NOTHING


@blueprint.post("/messages/<message_id>/<any(deliver, bounce, complain):act>")
async def happen(message_id: str, act: str) -> ResponseReturnValue:
    perform(message_id, act)
    return NOTHING


@blueprint.post("/messages/<message_id>/answer")
async def answer(message_id: str) -> ResponseReturnValue:
    """Answer a mail, as whoever got it, with `text` and any other fields of Postmark's; what the product is told."""
    wish = await request.get_json()
    return jsonify(perform_answer(message_id, wish.pop("text", ""), **wish))


@blueprint.post("/webhooks")
async def set_webhooks() -> ResponseReturnValue:
    mode = (await request.get_json()).get("mode")
    if mode not in ("on", "off", "hold"):
        return jsonify(error="mode is on, off or hold"), 400
    webhooks.line.mode = mode
    return NOTHING


@blueprint.post("/hold")
async def hold() -> ResponseReturnValue:
    wish = await request.get_json(silent=True) or {}
    faults.hold("after" if wish.get("when") == "after" else "before", wish.get("to"))
    return NOTHING


@blueprint.post("/release")
async def release() -> ResponseReturnValue:
    faults.release()
    return NOTHING


@blueprint.get("/requests")
async def list_requests() -> ResponseReturnValue:
    """Every sending request since the start, oldest first; one that still waits has no answer."""
    return jsonify(list(api.requests))


@blueprint.post("/reset")
async def reset() -> ResponseReturnValue:
    faults.release()
    faults.faults.clear()
    api.requests.clear()
    webhooks.line.mode = "on"
    store.wipe()
    return NOTHING


def perform_answer(message_id: str, text: str, **other: Any) -> dict[str, Any]:
    """Have the message answered; the mail that comes in. 404 if there is no such message."""
    message = store.message(message_id) or abort(404)
    mail = inbound.answer(message, text, **other)
    webhooks.hand_over(message, mail)
    return mail


def perform(message_id: str, act: str) -> None:
    """Let `act` happen to every recipient of a message; 404 if there is no such message."""
    message = store.message(message_id)
    if message is None:
        abort(404)
    for address in rules.recipients(message):
        ACTS[act](message, address)

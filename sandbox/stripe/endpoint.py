"""One API call: key -> account -> parameters -> idempotency -> act -> answer. Read this first."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from quart import Response, request

from sandbox.stripe import connected, environment, expansion, faults, idempotency, requests_log, schema, store
from sandbox.stripe.encoding import nested
from sandbox.stripe.errors import StripeError
from sandbox.stripe.idempotency import Answer
from sandbox.stripe.moment import Moment
from sandbox.stripe.site import blueprint
from sandbox.stripe.store import PLATFORM, Body

JSON = "application/json"
in_flight: set[tuple[str, str]] = set()


@dataclass(slots=True)
class Call:
    """A call that has come in; `params` are filled once they are known to be right."""

    method: str
    path: str
    account: str
    key: str | None
    raw: dict[str, Any]
    params: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: store.new_id("req", 14))

    def moment(self) -> Moment:
        return Moment(self.account, request=self.id, key=self.key)


Act = Callable[..., Body]


def endpoint(method: str, path: str, shape: Any) -> Callable[[Act], Act]:
    """Answer `method path` with what the function returns; `shape` is the SDK's class of its parameters."""

    def register(act: Act) -> Act:
        async def view(**ids: str) -> Response:
            return await _answer(act, shape, ids)

        name = f"{method} {path}".replace(".", "_")
        blueprint.add_url_rule(path, endpoint=name, view_func=view, methods=[method])
        return act

    return register


@blueprint.route("/v1/<path:path>", methods=["GET", "POST", "DELETE"])
@blueprint.route("/v2/<path:path>", methods=["GET", "POST", "DELETE"])
async def unknown(**_: str) -> Response:
    """An address this Stripe does not have."""
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    return _response(404, StripeError(404, message).body, store.new_id("req", 14))


async def _answer(act: Act, shape: Any, ids: dict[str, str]) -> Response:
    call = await _read()
    number = requests_log.begin(call.method, call.path, call.account, call.raw, call.key)
    try:
        await faults.strike("before", call.method, call.path)
        status, body = await _locked(act, shape, call, ids)
    except StripeError as error:
        status, body = error.status, error.body
    except faults.ConnectionLost:
        return _broken()
    requests_log.end(number, status)
    return _response(status, body, call.id)


async def _read() -> Call:
    """The request as a call; on the second API a body is JSON, elsewhere a form."""
    data = await request.get_data(cache=True, as_text=True, parse_form_data=False)
    if request.method == "POST" and request.content_type == JSON:
        raw = _json(data)
    else:
        raw = nested(
            parse_qsl(data if request.method == "POST" else request.query_string.decode(), keep_blank_values=True)
        )
    account = request.headers.get("Stripe-Account") or request.headers.get("Stripe-Context") or PLATFORM
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    return Call(request.method, request.path, account, key, raw)


def _json(data: str) -> dict[str, Any]:
    try:
        raw = json.loads(data or "{}")
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise StripeError(400, "The body is not a JSON object.")
    return raw


async def _locked(act: Act, shape: Any, call: Call, ids: dict[str, str]) -> Answer:
    """One call under a key at a time; an answer that comes late keeps the key busy."""
    lock = (call.account, call.key or call.id)
    if lock in in_flight:
        message = f"There is currently another in-progress request using this idempotency key: {call.key}"
        raise StripeError(409, message, type="idempotency_error", code="idempotency_key_in_use")
    in_flight.add(lock)
    try:
        answer = _once(act, shape, call, ids)
        await faults.strike("after", call.method, call.path)
    finally:
        in_flight.discard(lock)
    return answer


def _once(act: Act, shape: Any, call: Call, ids: dict[str, str]) -> Answer:
    """Act, unless this key has its answer already."""
    _admit(call)
    call.params = schema.read(shape, call.raw)
    fingerprint = idempotency.fingerprint(call.path, call.raw)
    if call.key and (kept := idempotency.known(call.account, call.key, fingerprint)):
        return kept
    try:
        answer = 200, expansion.expand(call.account, act(call, **ids), call.params.get("expand", []))
    except StripeError as error:
        answer = error.status, error.body
    if call.key:
        idempotency.keep(call.account, call.key, fingerprint, answer)
    return answer


def _admit(call: Call) -> None:
    """Raises StripeError 401 for a wrong key, 403 for an account that is not ours."""
    if request.headers.get("Authorization") != f"Bearer {environment.secret_key()}":
        raise StripeError(401, "Invalid API Key provided.")
    if call.account != PLATFORM:
        connected.get(call.account)


def _response(status: int, body: Body, request_id: str) -> Response:
    return Response(json.dumps(body), status, {"Request-Id": request_id}, content_type=JSON)


def _broken() -> Response:
    """An answer that promises more than it sends, so that the server ends the connection."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b"{"

    return Response(nothing(), 200, {"Content-Length": "1000"}, content_type=JSON)

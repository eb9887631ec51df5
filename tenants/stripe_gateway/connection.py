"""One client for each event loop, one way to call it, and Stripe's refusals in our words."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import stripe

from settings import settings
from tenants.errors import Unavailable, marked

TIMEOUT_SECONDS = 20
RETRIES = 2
SILENT = marked("Stripe cannot be reached just now. Please try again in a moment.")

log = logging.getLogger(__name__)

# The SDK would otherwise write an id into the home folder and tell Stripe what machine this is.
stripe.enable_telemetry = False

# A client is bound to the loop it was first used in: another loop gets "Event loop is closed".
_clients: dict[asyncio.AbstractEventLoop, tuple[stripe.StripeClient, stripe.HTTPXClient]] = {}


class StripeUnreachable(Unavailable):
    """No answer, or none that says whether it was done: the same call may be made again under the same key."""


class StripeRefused(Exception):
    """Stripe understood and said no; `code` is Stripe's word for why, empty when it has none."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StripeDisconnected(StripeRefused):
    """The company has taken its account away from this installation."""


async def start() -> None:
    """Open the client of the running loop. Without a secret key there is none, and every call is StripeUnreachable."""
    if not settings().stripe_secret_key:
        return
    http = stripe.HTTPXClient(timeout=TIMEOUT_SECONDS)
    client = stripe.StripeClient(
        settings().stripe_secret_key,
        base_addresses={"api": settings().stripe_api_base},
        max_network_retries=RETRIES,
        http_client=http,
    )
    _clients[asyncio.get_running_loop()] = client, http


async def stop() -> None:
    _, http = _clients.pop(asyncio.get_running_loop(), (None, None))
    if http is not None:
        await http.close_async()  # type: ignore[no-untyped-call]


async def call(
    account: str, act: Callable[[Any], Callable[..., Awaitable[Any]]], *given: object, key: str | None = None
) -> Any:
    """Call `act(client.v1)` on `account` and on nothing else; `key` makes a repeated call have one effect.

    Raises StripeUnreachable (try again), StripeDisconnected, StripeRefused.
    """
    if not account:
        message = "a call to Stripe names the account it is for"
        raise ValueError(message)
    return await _call(act(_client().v1), given, {"stripe_account": account}, key)


async def call_platform(
    act: Callable[[Any], Callable[..., Awaitable[Any]]], *given: object, key: str | None = None
) -> Any:
    """Call `act(client.v2)` as the installation itself, which only makes and reads accounts. Raises as call."""
    return await _call(act(_client().v2), given, {}, key)


async def _call(
    act: Callable[..., Awaitable[Any]], given: tuple[object, ...], options: dict[str, str], key: str | None
) -> Any:
    try:
        return await act(*given, options={**options, **({"idempotency_key": key} if key else {})})
    except stripe.StripeError as error:
        raise in_our_words(error) from error


def in_our_words(error: stripe.StripeError) -> Exception:
    status, code = error.http_status or 0, _code(error)
    if code == "account_invalid":
        return StripeDisconnected(code, str(error))
    if isinstance(
        error, stripe.CardError | stripe.InvalidRequestError | stripe.IdempotencyError | stripe.PermissionError
    ):
        return StripeUnreachable(SILENT) if status in {409, 429} else StripeRefused(code, str(error))
    return StripeUnreachable(SILENT)


def _client() -> stripe.StripeClient:
    client, _ = _clients.get(asyncio.get_running_loop(), (None, None))
    if client is None:
        log.warning("no Stripe key, or its client is not open")
        raise StripeUnreachable(SILENT)
    return client


def _code(error: stripe.StripeError) -> str:
    # The SDK fills `code` for some classes only; the body has it for all.
    return str(error.code or getattr(error.error, "code", None) or "")

"""What Stripe says has happened: proven, kept and answered; what it means is worked out in the background."""

from typing import cast

from quart import Response, request

from settings import settings
from tenants import stripe_events
from tenants.errors import DomainError, NotFound
from tenants.stripe_events import Unreadable
from tenants.stripe_gateway import Forged, verify

SIGNATURE = "Stripe-Signature"


class Unproven(DomainError):
    """Not Stripe, not for us, or not now."""


async def receive() -> Response:
    """Take one event. Once answered it is kept for good; a forged one leaves no trace."""
    secrets = settings().stripe_webhook_secrets
    if not secrets:
        raise NotFound
    try:
        raw = cast("bytes", await request.get_data(cache=False))
        await stripe_events.receive(verify(raw, request.headers.get(SIGNATURE, ""), secrets))
    except (Forged, Unreadable) as error:
        raise Unproven from error
    return Response(status=200)

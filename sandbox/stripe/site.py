"""The blueprint every route of the sandbox Stripe hangs on."""

from quart import Blueprint

blueprint = Blueprint("stripe", __name__)

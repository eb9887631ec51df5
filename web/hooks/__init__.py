"""Calls that providers make; each proves itself, there is no session and no page."""

from quart import Blueprint

from web.hooks import inbound, postmark, stripe

blueprint = Blueprint("hooks", __name__)
blueprint.post("/hooks/postmark", endpoint="postmark")(postmark.receive)
blueprint.post("/hooks/postmark/inbound", endpoint="inbound")(inbound.receive)
blueprint.post("/hooks/stripe", endpoint="stripe")(stripe.receive)

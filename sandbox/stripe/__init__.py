"""A Stripe that speaks HTTP: accounts, hosted checkout, money in every state, webhooks, and trouble on order."""

from sandbox.stripe import api, control, pages
from sandbox.stripe.site import blueprint

__all__ = ["api", "blueprint", "control", "pages"]

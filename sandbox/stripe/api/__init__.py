"""The part of Stripe's API that Porchlight calls, with the very parameters the installed SDK knows."""

from sandbox.stripe.api import accounts, balance, checkout_sessions, customers, payment_intents, refunds

__all__ = ["accounts", "balance", "checkout_sessions", "customers", "payment_intents", "refunds"]

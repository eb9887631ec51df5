"""The company's account at Stripe: connected on Stripe's own pages, and read again whenever it may have changed."""

from tenants.stripe_connection.connection import State, connect, disconnect, refresh, state

__all__ = ["State", "connect", "disconnect", "refresh", "state"]

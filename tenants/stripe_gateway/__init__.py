"""The only room that speaks Stripe: typed calls on one company's account, and the check of what Stripe sends us."""

from tenants.stripe_gateway.accounts import Account, create_account, onboarding_link, retrieve_account
from tenants.stripe_gateway.calls import (
    Order,
    create_checkout,
    create_refund,
    disputes_since,
    expire_session,
    refunds_since,
    refusals,
    retrieve_intent,
    retrieve_session,
    retrieve_session_of,
    retrieve_settlement,
    succeeded_charges_since,
    undelivered_events,
)
from tenants.stripe_gateway.connection import StripeDisconnected, StripeRefused, StripeUnreachable, start, stop
from tenants.stripe_gateway.objects import Charge, Checkout, Dispute, Intent, Refunded
from tenants.stripe_gateway.signature import Forged, verify

__all__ = [
    "Account",
    "Charge",
    "Checkout",
    "Dispute",
    "Forged",
    "Intent",
    "Order",
    "Refunded",
    "StripeDisconnected",
    "StripeRefused",
    "StripeUnreachable",
    "create_account",
    "create_checkout",
    "create_refund",
    "disputes_since",
    "expire_session",
    "onboarding_link",
    "refunds_since",
    "refusals",
    "retrieve_account",
    "retrieve_intent",
    "retrieve_session",
    "retrieve_session_of",
    "retrieve_settlement",
    "start",
    "stop",
    "succeeded_charges_since",
    "undelivered_events",
    "verify",
]

"""Payments: from pressing Pay to money in the ledger, by whatever road the news of it comes."""

from tenants.payments.ends import void
from tenants.payments.overpayments import refund_overpayment
from tenants.payments.reconcile import due_reconciliations, reconcile, reconcile_event, reconcile_now
from tenants.payments.settle import returned, settle
from tenants.payments.start import Payer, start

__all__ = [
    "Payer",
    "due_reconciliations",
    "reconcile",
    "reconcile_event",
    "reconcile_now",
    "refund_overpayment",
    "returned",
    "settle",
    "start",
    "void",
]

"""Payments: from pressing Pay to money in the ledger, by whatever road the news of it comes."""

from tenants.payments.amounts import least, least_part
from tenants.payments.ends import void
from tenants.payments.overpayments import refund_overpayment
from tenants.payments.reconcile import due_reconciliations, reconcile, reconcile_event
from tenants.payments.settle import returned, settle
from tenants.payments.start import NotOnline, Payer, start

__all__ = [
    "NotOnline",
    "Payer",
    "due_reconciliations",
    "least",
    "least_part",
    "reconcile",
    "reconcile_event",
    "refund_overpayment",
    "returned",
    "settle",
    "start",
    "void",
]

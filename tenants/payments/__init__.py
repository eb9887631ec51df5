"""Payments: from pressing Pay to money in the ledger, by whatever road the news of it comes."""

from tenants.payments.amounts import least, least_part
from tenants.payments.by_hand import Noted, give_back, record, undo
from tenants.payments.ends import void
from tenants.payments.reconcile import due_reconciliations, reconcile, reconcile_event
from tenants.payments.refunds import left_of, request_refund, send_refund
from tenants.payments.settle import returned, settle
from tenants.payments.start import NotOnline, Payer, start

__all__ = [
    "NotOnline",
    "Noted",
    "Payer",
    "due_reconciliations",
    "give_back",
    "least",
    "least_part",
    "left_of",
    "reconcile",
    "reconcile_event",
    "record",
    "request_refund",
    "returned",
    "send_refund",
    "settle",
    "start",
    "undo",
    "void",
]

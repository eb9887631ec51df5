"""Sending from the console: to whom, with a word of one's own, once; and again to whom it did not reach."""

from tenants.sending.checking import LONGEST_NOTE, Unready, missing
from tenants.sending.estimate import resend_estimate, send_estimate
from tenants.sending.invoice import resend_invoice, send_invoice

__all__ = [
    "LONGEST_NOTE",
    "Unready",
    "missing",
    "resend_estimate",
    "resend_invoice",
    "send_estimate",
    "send_invoice",
]

"""Sending from the console: to whom, with a word of one's own, once; and again to whom it did not reach."""

from tenants.sending.checking import LONGEST_NOTE
from tenants.sending.estimate import resend_estimate, send_estimate
from tenants.sending.invoice import check_ready, resend_invoice, send_invoice

__all__ = ["LONGEST_NOTE", "check_ready", "resend_estimate", "resend_invoice", "send_estimate", "send_invoice"]

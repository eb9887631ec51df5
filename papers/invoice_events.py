"""What has happened to an invoice, in words."""

from templates.filters import method_words
from templates.language import gettext as _
from templates.language import marked

EVENTS = {
    "charge": marked("%(amount)s paid by %(method)s"),
    "manual": marked("%(amount)s paid by %(method)s"),
    "manual_undone": marked("Payment of %(amount)s taken back"),
    "refund": marked("%(amount)s refunded"),
    "refund_failed": marked("Refund of %(amount)s did not go through"),
    "refund_undone": marked("Refund of %(amount)s taken back"),
    "dispute_opened": marked("Payment questioned at the bank"),
    "dispute_withdrawn": marked("%(amount)s held back by the bank"),
    "dispute_reinstated": marked("%(amount)s given back by the bank"),
    "dispute_closed": marked("Question at the bank closed"),
    "sent": marked("Invoice sent"),
    "sent_again": marked("Invoice mailed again"),
    "voided": marked("Invoice voided"),
    "overpaid": marked("%(amount)s paid too much, which we send back"),
    "bank_payment_started": marked("Bank transfer of %(amount)s started"),
    "bank_payment_returned": marked("Bank transfer of %(amount)s was returned"),
}

KINDS = {
    "charge": marked("Payment"),
    "manual": marked("Payment"),
    "manual_undone": marked("Payment taken back"),
    "refund": marked("Refund"),
    "refund_failed": marked("Refund returned"),
    "refund_undone": marked("Refund taken back"),
    "dispute_withdrawn": marked("Held back by the bank"),
    "dispute_reinstated": marked("Given back by the bank"),
}
"""What moved money, where nothing says by which means."""


def event_words(name: str, amount: str, method: str) -> str:
    """One of EVENTS; `amount` is ready to print, `method` as it is stored."""
    return _(EVENTS[name], amount=amount, method=method_words(method) or _("other means"))


def movement_words(kind: str, method: str) -> str:
    """By what means money moved, else why."""
    return method_words(method) or _(KINDS[kind])

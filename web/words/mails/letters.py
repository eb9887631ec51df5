"""What each letter is called where the company reads of its mails."""

from templates.language import gettext as _
from templates.language import marked

LETTERS = {
    "agreement_sent": marked("Agreement to sign"),
    "agreement_signed": marked("Agreement signed"),
    "bank_payment_returned": marked("Bank transfer came back"),
    "bank_payment_started": marked("Bank transfer on its way"),
    "email_change_confirm": marked("New address to confirm"),
    "email_change_requested": marked("Another address was asked for"),
    "email_changed": marked("Address changed"),
    "estimate_accepted": marked("Estimate accepted"),
    "estimate_revised": marked("New version of an estimate"),
    "estimate_sent": marked("Estimate"),
    "invoice_reminder": marked("Reminder"),
    "invoice_sent": marked("Invoice"),
    "job_completed": marked("Work finished"),
    "message_received": marked("Message"),
    "overpayment_refunded": marked("Overpayment sent back"),
    "portal_invitation": marked("Invitation to the portal"),
    "receipt": marked("Receipt"),
    "refund_made": marked("Refund"),
    "service_request_acknowledged": marked("Request accepted"),
    "service_request_declined": marked("Request declined"),
    "service_request_received": marked("Request received"),
    "sign_in": marked("Sign-in link"),
    "visit_canceled": marked("Visit canceled"),
    "visit_rescheduled": marked("Visit moved"),
    "visit_scheduled": marked("Visit scheduled"),
}
TO_STAFF = marked("Notice to your team")


def called(letter: str) -> str:
    """A letter by its name; those to staff members all by one."""
    if letter.startswith("staff_"):
        return _(TO_STAFF)
    return _(LETTERS[letter]) if letter in LETTERS else letter.replace("_", " ").capitalize()

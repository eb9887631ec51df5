"""Topics: what letters are about, and so which of them a contact may do without."""

from enum import StrEnum

from tenants.sections import Section, shows
from tenants.tenant import Tenant


class Topic(StrEnum):
    """Those named as sections are about what the section shows."""

    ESTIMATES = "estimates"
    JOBS = "jobs"
    AGREEMENTS = "agreements"
    SERVICE_REQUESTS = "service_requests"
    MESSAGES = "messages"
    RECEIPTS = "receipts"


ALWAYS = None
"""The topic of what nobody may miss: bills and reminders of them, payments that failed, signing in, the address itself.

Whoever is to have no reminders is left out by the company, by customer or by invoice.
"""

LETTERS = {
    "agreement_sent": Topic.AGREEMENTS,
    "agreement_signed": Topic.AGREEMENTS,
    "bank_payment_returned": ALWAYS,
    "bank_payment_started": Topic.RECEIPTS,
    "bank_payment_to_verify": ALWAYS,
    "email_change_confirm": ALWAYS,
    "email_change_requested": ALWAYS,
    "email_changed": ALWAYS,
    "estimate_accepted": ALWAYS,
    "estimate_revised": Topic.ESTIMATES,
    "estimate_sent": Topic.ESTIMATES,
    "invoice_reminder": ALWAYS,
    "invoice_sent": ALWAYS,
    "job_completed": Topic.JOBS,
    "message_received": Topic.MESSAGES,
    "overpayment_refunded": Topic.RECEIPTS,
    "portal_invitation": ALWAYS,
    "receipt": Topic.RECEIPTS,
    "refund_failed": ALWAYS,
    "refund_made": Topic.RECEIPTS,
    "service_request_acknowledged": Topic.SERVICE_REQUESTS,
    "service_request_declined": Topic.SERVICE_REQUESTS,
    "service_request_received": Topic.SERVICE_REQUESTS,
    "sign_in": ALWAYS,
    "visit_canceled": Topic.JOBS,
    "visit_rescheduled": Topic.JOBS,
    "visit_scheduled": Topic.JOBS,
}
"""Every letter to a contact; those to staff are none of a contact's choice."""


def topic_of(letter: str) -> Topic | None:
    return LETTERS.get(letter, ALWAYS)


def offered(tenant: Tenant) -> list[Topic]:
    """What a contact of the company may choose about: nothing of a section it hides."""
    hidden = {str(section) for section in Section if not shows(tenant, section)}
    return [topic for topic in Topic if topic not in hidden]

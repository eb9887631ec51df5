"""Every model class, for the ORM; nobody else imports this."""

from tenants.activity import Activity
from tenants.allowances import Allowance
from tenants.customers import Contact, Customer, Property
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.ledger import LedgerEntry, PaymentAttempt, Refund
from tenants.numbering import Counter
from tenants.photos import Photo
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink, Session
from tenants.staff import StaffMember
from tenants.stripe_events import StripeEvent
from tenants.tasks import Task
from tenants.tenant import Tenant

__all__ = [
    "Activity",
    "Allowance",
    "Contact",
    "Counter",
    "Customer",
    "Email",
    "Invoice",
    "LedgerEntry",
    "MagicLink",
    "PaymentAttempt",
    "Photo",
    "Property",
    "Refund",
    "Session",
    "ShareLink",
    "StaffMember",
    "StripeEvent",
    "Task",
    "Tenant",
]

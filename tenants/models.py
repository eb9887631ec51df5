"""Every model class, for the ORM; nobody else imports this."""

from tenants.activity import Activity
from tenants.agreements import Agreement, AgreementVisit
from tenants.allowances import Allowance
from tenants.api_keys.answers import ApiAnswer
from tenants.api_keys.api_key import ApiKey
from tenants.company_deletions.company_deletion import CompanyDeletion
from tenants.company_exports.company_export import CompanyExport
from tenants.customer_views import CustomerView
from tenants.customers import Contact, Customer, Property
from tenants.email_changes import EmailChange
from tenants.emails import Email
from tenants.estimates import Estimate, EstimateAnswer, EstimateVersion
from tenants.invoices import Invoice
from tenants.jobs import Assignment, CalendarFeed, Job, Visit
from tenants.ledger import LedgerEntry, PaymentAttempt, Refund
from tenants.list_imports.list_import import ListImport, ListImportRow
from tenants.logos import Logo
from tenants.merging import MergedCustomer, ToldApart
from tenants.messages import Message, ReplyAddress, Thread
from tenants.numbering import Counter
from tenants.own_domains.own_domain import OwnDomain
from tenants.photos import Photo
from tenants.reminders import Reminder, ReminderStep
from tenants.second_factor import SecondFactor
from tenants.service_requests import ServiceRequest
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink, Session
from tenants.site_requests import SiteRequest
from tenants.slugs import FormerSlug
from tenants.staff import StaffMember
from tenants.staff_notes import StaffNote
from tenants.stripe_events import StripeEvent
from tenants.tasks import Task
from tenants.tenant import Tenant
from tenants.uploads import Upload
from tenants.working_copies import OverwrittenCopy, WorkingCopy

__all__ = [
    "Activity",
    "Agreement",
    "AgreementVisit",
    "Allowance",
    "ApiAnswer",
    "ApiKey",
    "Assignment",
    "CalendarFeed",
    "CompanyDeletion",
    "CompanyExport",
    "Contact",
    "Counter",
    "Customer",
    "CustomerView",
    "Email",
    "EmailChange",
    "Estimate",
    "EstimateAnswer",
    "EstimateVersion",
    "FormerSlug",
    "Invoice",
    "Job",
    "LedgerEntry",
    "ListImport",
    "ListImportRow",
    "Logo",
    "MagicLink",
    "MergedCustomer",
    "Message",
    "OverwrittenCopy",
    "OwnDomain",
    "PaymentAttempt",
    "Photo",
    "Property",
    "Refund",
    "Reminder",
    "ReminderStep",
    "ReplyAddress",
    "SecondFactor",
    "ServiceRequest",
    "Session",
    "ShareLink",
    "SiteRequest",
    "StaffMember",
    "StaffNote",
    "StripeEvent",
    "Task",
    "Tenant",
    "Thread",
    "ToldApart",
    "Upload",
    "Visit",
    "WorkingCopy",
]

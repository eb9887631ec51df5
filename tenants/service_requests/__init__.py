"""Service request: what a contact asks the company to do, with photos, and what became of it."""

from tenants.service_requests.answering import acknowledge, close, convert, decline, take_up
from tenants.service_requests.asked import FIELDS, Asked, Unfit, read
from tenants.service_requests.asking import edit, keep, submit, withdraw
from tenants.service_requests.document import Document, one
from tenants.service_requests.fields import LONGEST_WHAT
from tenants.service_requests.form import Form, blank, form, sent_form
from tenants.service_requests.inbox import Filter, InInbox, beside, inbox, taken_from
from tenants.service_requests.letters import tell_staff
from tenants.service_requests.pictures import MOST_PHOTOS, add_photo, begin, finish, remove_photo, upload
from tenants.service_requests.reading import ON_HOME, PAGE, Row, for_customer, older, on_home
from tenants.service_requests.request import PARTS_OF_DAY, RequestStatus, ServiceRequest, Urgency, find
from tenants.service_requests.taking_down import take_down
from tenants.service_requests.title import title

__all__ = [
    "FIELDS",
    "LONGEST_WHAT",
    "MOST_PHOTOS",
    "ON_HOME",
    "PAGE",
    "PARTS_OF_DAY",
    "Asked",
    "Document",
    "Filter",
    "Form",
    "InInbox",
    "RequestStatus",
    "Row",
    "ServiceRequest",
    "Unfit",
    "Urgency",
    "acknowledge",
    "add_photo",
    "begin",
    "beside",
    "blank",
    "close",
    "convert",
    "decline",
    "edit",
    "find",
    "finish",
    "for_customer",
    "form",
    "inbox",
    "keep",
    "older",
    "on_home",
    "one",
    "read",
    "remove_photo",
    "sent_form",
    "submit",
    "take_down",
    "take_up",
    "taken_from",
    "tell_staff",
    "title",
    "upload",
    "withdraw",
]

"""Estimate: a priced offer in versions. Draft, sent, accepted, declined; expired and changes asked for are computed."""

from tenants.estimates.answer import EstimateAnswer, Verb
from tenants.estimates.answering import (
    LONGEST_REASON,
    Acceptance,
    accept,
    acceptance,
    decline,
    reopen,
    request_changes,
    request_fresh,
)
from tenants.estimates.choosing import LINE, QUANTITY, Choice, Totals, choose, chosen, form_of, total_of, usual
from tenants.estimates.contents import Contents, Deposit, Item, Option, read, stored
from tenants.estimates.deciding import Answered, Answerer, NewerVersion, OutOfTime
from tenants.estimates.differences import Differences, LineChange, differences
from tenants.estimates.document import Answer, Document
from tenants.estimates.estimate import Estimate, EstimateStatus, EstimateVersion, draft, revise, send
from tenants.estimates.letters import tell_accepted, tell_contacts, tell_staff
from tenants.estimates.reading import ON_HOME, PAGE, Row, for_customer, older, on_home, one
from tenants.estimates.state import State

__all__ = [
    "LINE",
    "LONGEST_REASON",
    "ON_HOME",
    "PAGE",
    "QUANTITY",
    "Acceptance",
    "Answer",
    "Answered",
    "Answerer",
    "Choice",
    "Contents",
    "Deposit",
    "Differences",
    "Document",
    "Estimate",
    "EstimateAnswer",
    "EstimateStatus",
    "EstimateVersion",
    "Item",
    "LineChange",
    "NewerVersion",
    "Option",
    "OutOfTime",
    "Row",
    "State",
    "Totals",
    "Verb",
    "accept",
    "acceptance",
    "choose",
    "chosen",
    "decline",
    "differences",
    "draft",
    "for_customer",
    "form_of",
    "older",
    "on_home",
    "one",
    "read",
    "reopen",
    "request_changes",
    "request_fresh",
    "revise",
    "send",
    "stored",
    "tell_accepted",
    "tell_contacts",
    "tell_staff",
    "total_of",
    "usual",
]

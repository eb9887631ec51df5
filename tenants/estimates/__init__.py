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
from tenants.estimates.choosing import LINE, QUANTITY, Choice, Totals, choose, chosen, form_of, span, total_of, usual
from tenants.estimates.contents import Contents, Deposit, Item, Option, read, stored
from tenants.estimates.deciding import Answered, Answerer, NewerVersion, OutOfTime
from tenants.estimates.differences import Differences, LineChange, differences
from tenants.estimates.document import Answer, Document
from tenants.estimates.drafting import begin, copy, fetch_back, rewrite, take_back_revision, throw_away
from tenants.estimates.estimate import Estimate, EstimateStatus, EstimateVersion, draft, held, revise, send
from tenants.estimates.letters import letter_of, tell_accepted, tell_contacts, tell_staff
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
    "begin",
    "choose",
    "chosen",
    "copy",
    "decline",
    "differences",
    "draft",
    "fetch_back",
    "for_customer",
    "form_of",
    "held",
    "letter_of",
    "older",
    "on_home",
    "one",
    "read",
    "reopen",
    "request_changes",
    "request_fresh",
    "revise",
    "rewrite",
    "send",
    "span",
    "stored",
    "take_back_revision",
    "tell_accepted",
    "tell_contacts",
    "tell_staff",
    "throw_away",
    "total_of",
    "usual",
]

"""Agreement: recurring terms that a customer signs, the visits it includes and what was billed for it."""

from tenants.agreements.agenda import Planned, planned
from tenants.agreements.agreement import (
    MANY_TIMES,
    MOST_SERVICES,
    MOST_TIMES,
    Agreement,
    AgreementStatus,
    Cadence,
    Contents,
    Service,
    is_whole,
)
from tenants.agreements.answers import Answerer, answer_for, decline, is_answer_whole, sign, to_answer
from tenants.agreements.document import Document, Visit, desk_copy, one
from tenants.agreements.letters import tell_staff
from tenants.agreements.listing import MOST_LISTED, Filter, InList, listed
from tenants.agreements.offering import draft, end, rewrite, send, take_back
from tenants.agreements.progress import Progress, progress
from tenants.agreements.reading import ON_HOME, PAGE, Row, State, for_customer, older, on_home
from tenants.agreements.scheduling import days_to_come, plan_again, unmark
from tenants.agreements.visits import AgreementVisit, VisitState, mark_visit_done, plan_visits, skip_visit, spread

__all__ = [
    "MANY_TIMES",
    "MOST_LISTED",
    "MOST_SERVICES",
    "MOST_TIMES",
    "ON_HOME",
    "PAGE",
    "Agreement",
    "AgreementStatus",
    "AgreementVisit",
    "Answerer",
    "Cadence",
    "Contents",
    "Document",
    "Filter",
    "InList",
    "Planned",
    "Progress",
    "Row",
    "Service",
    "State",
    "Visit",
    "VisitState",
    "answer_for",
    "days_to_come",
    "decline",
    "desk_copy",
    "draft",
    "end",
    "for_customer",
    "is_answer_whole",
    "is_whole",
    "listed",
    "mark_visit_done",
    "older",
    "on_home",
    "one",
    "plan_again",
    "plan_visits",
    "planned",
    "progress",
    "rewrite",
    "send",
    "sign",
    "skip_visit",
    "spread",
    "take_back",
    "tell_staff",
    "to_answer",
    "unmark",
]

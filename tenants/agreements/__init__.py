"""Agreement: recurring terms that a customer signs, the visits it includes and what was billed for it."""

from tenants.agreements.agreement import Agreement, AgreementStatus, Cadence, Contents, Service, is_whole
from tenants.agreements.answers import Answerer, decline, is_answer_whole, sign, to_answer
from tenants.agreements.document import Document, Visit, one
from tenants.agreements.letters import tell_staff
from tenants.agreements.offering import draft, end, rewrite, send, take_back
from tenants.agreements.reading import ON_HOME, PAGE, Row, State, for_customer, older, on_home
from tenants.agreements.visits import AgreementVisit, VisitState, mark_visit_done, plan_visits, skip_visit, spread

__all__ = [
    "ON_HOME",
    "PAGE",
    "Agreement",
    "AgreementStatus",
    "AgreementVisit",
    "Answerer",
    "Cadence",
    "Contents",
    "Document",
    "Row",
    "Service",
    "State",
    "Visit",
    "VisitState",
    "decline",
    "draft",
    "end",
    "for_customer",
    "is_answer_whole",
    "is_whole",
    "mark_visit_done",
    "older",
    "on_home",
    "one",
    "plan_visits",
    "rewrite",
    "send",
    "sign",
    "skip_visit",
    "spread",
    "take_back",
    "tell_staff",
    "to_answer",
]

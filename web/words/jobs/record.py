"""One job as the company sees it: visits, people, place and history, every string ready to print."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from templates.filters import markdown, status_words
from templates.windows import window_words
from tenants.customers import Contact, Customer
from tenants.jobs import Document, JobStatus, VisitStatus
from tenants.service_requests import InInbox
from tenants.staff import StaffMember
from tenants.tenant import Tenant
from web.words.jobs.console_rows import events
from web.words.reaching import map_href, reach
from web.words.threads import thread_href

OPEN = {JobStatus.SCHEDULED, JobStatus.IN_PROGRESS}


def shown(
    tenant: Tenant,
    document: Document,
    customer: Customer,
    people: list[Contact],
    assigned: Mapping[UUID, frozenset[UUID]],
    staff: Mapping[UUID, StaffMember],
    asked: InInbox | None,
) -> dict[str, Any]:
    """What the page of one job wants."""
    status = JobStatus(document.status)
    label, kind = status_words(status)
    visits = [_visit(tenant, document.id, visit, assigned, staff) for visit in document.visits]
    return {
        "id": document.id,
        "number": document.number,
        "thread_href": thread_href("job", document.id, document.thread),
        "title": document.title,
        "state_kind": kind,
        "state_words": label,
        "status": str(status),
        "is_open": status in OPEN,
        "ahead": sum(visit["is_scheduled"] for visit in visits),
        "coming": [visit for visit in visits if visit["is_scheduled"]],
        "over": [visit for visit in reversed(visits) if not visit["is_scheduled"]],
        "description": markdown(document.description) if document.description else None,
        "customer": {"name": customer.name, "href": f"/staff/customers/{customer.id}", "id": customer.id},
        "people": [reach(it.name, it.email, it.phone) for it in people],
        "place": _place(document),
        "estimate": _estimate(document),
        "asked": {"href": f"/staff/requests/{asked.id}", "number": asked.number, "photos": asked.photos}
        if asked
        else None,
        "events": events(document.history, tenant),
    }


def _place(document: Document) -> dict[str, Any] | None:
    lines = [line for line in (document.property_name, *(document.property_address or "").splitlines()) if line]
    return {"lines": lines, "map_href": map_href(document.property_address)} if lines else None


def _estimate(document: Document) -> dict[str, str] | None:
    if document.estimate_number is None:
        return None
    return {"href": f"/staff/estimates/{document.estimate_id}", "number": document.estimate_number}


def _visit(
    tenant: Tenant,
    job_id: UUID,
    visit: Mapping[str, Any],
    assigned: Mapping[UUID, frozenset[UUID]],
    staff: Mapping[UUID, StaffMember],
) -> dict[str, Any]:
    label, kind = status_words(visit_state(visit["status"], waits=visit["waits"], confirmed=visit["confirmed"]))
    comes = assigned.get(UUID(visit["id"]), frozenset())
    return {
        "at": f"/staff/jobs/{job_id}/visits/{visit['id']}",
        "when_words": window_words(visit["starts_at"], visit["ends_at"], tenant.today()),
        "when_iso": visit["starts_at"].isoformat(),
        "who": visit["who"],
        "staff": ", ".join(sorted(staff[it].name for it in comes if it in staff)),
        "note": visit["note"],
        "state_kind": kind,
        "state_words": label,
        "is_scheduled": visit["status"] == VisitStatus.SCHEDULED,
    }


def visit_state(status: str, *, waits: bool, confirmed: bool) -> str:
    if waits:
        return "to_confirm"
    if status == VisitStatus.SCHEDULED and confirmed:
        return "confirmed"
    return f"visit_{status}"

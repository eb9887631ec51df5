"""One service request as the company sees it: everything that was written, every string ready to print."""

from typing import Any

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.customers import Customer
from tenants.jobs import Job
from tenants.service_requests import Document, InInbox, RequestStatus, Urgency, title
from tenants.tenant import Tenant
from web.words.jobs.console_rows import listed_job
from web.words.reaching import map_href, reach
from web.words.service_requests.console_rows import rows
from web.words.service_requests.console_states import EVENTS, URGENCIES, event_words, state_words
from web.words.service_requests.page import wish_words
from web.words.service_requests.states import photo_words
from web.words.threads import thread_href

BECAME = {
    "estimate": (marked("Open the estimate"), "/staff/estimates"),
    "job": (marked("Open the job"), "/staff/jobs"),
}


def shown(
    tenant: Tenant, document: Document, customer: Customer, beside: list[InInbox], jobs: list[Job]
) -> dict[str, Any]:
    """What the page of one request wants."""
    status = RequestStatus(document.status)
    kind, words = state_words(status, is_declined=bool(document.closed_reason))
    return {
        "id": document.id,
        "number": document.number,
        "thread_href": thread_href("service_request", document.id, document.thread),
        "title": title(document.what) or _("Service request"),
        "state_kind": kind,
        "state_words": words,
        "is_new": status is RequestStatus.SUBMITTED,
        "is_open": status in {RequestStatus.SUBMITTED, RequestStatus.ACKNOWLEDGED},
        "is_closed": status is RequestStatus.CLOSED,
        "is_urgent": document.urgency == Urgency.URGENT,
        "urgency": _(URGENCIES[Urgency(document.urgency)]),
        "reason_lines": document.closed_reason.splitlines(),
        "what_lines": document.what.splitlines(),
        "wished": [wish_words(tenant, wish) for wish in document.wished] or [_("Any day, any time")],
        "photos": photos(document.photos),
        "became": became(document.became),
        "customer": {"name": customer.name, "href": f"/staff/customers/{customer.id}"},
        **reach(document.name, document.email, document.phone),
        "place": place(document.place),
        "beside": rows(beside, tenant),
        "jobs": [listed_job(job, tenant) for job in jobs],
        "events": [
            (moment(it["at"], tenant.time_zone, tenant.today()), it["at"].isoformat(), event_words(it))
            for it in document.history
            if it["verb"] in EVENTS
        ],
    }


def place(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Where it is, and the way there."""
    if found is None:
        return None
    lines = [text for text in (found["name"], *found["address"].splitlines()) if text]
    return {"lines": lines, "map_href": map_href(found["address"])}


def became(found: dict[str, Any] | None) -> dict[str, str] | None:
    if not found or found["about"] not in BECAME:
        return None
    label, path = BECAME[found["about"]]
    return {"href": f"{path}/{found['id']}", "label": _(label)}


def photos(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        photo_words(photo)
        | {
            "large": f"/staff/photos/{photo['id']}/large",
            "small": f"/staff/photos/{photo['id']}/small",
            "download": f"/staff/photos/{photo['id']}/large?download",
            "place_words": _("Photo %(number)s of %(many)s", number=at, many=len(found)),
            "alt": _("Photo %(number)s: %(name)s", number=at, name=photo["name"]),
        }
        for at, photo in enumerate(found, start=1)
    ]

"""What happened to a service request, and what became of it."""

from collections.abc import Mapping
from typing import Any

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.sections import shows_path
from tenants.service_requests import Document
from tenants.tenant import Tenant

EVENTS = {
    "submitted": marked("You sent this request"),
    "taken_down": marked("We wrote down what you asked for"),
    "changed": marked("You changed this request"),
    "acknowledged": marked("We have seen it and will get back to you"),
    "declined": marked("We cannot take it on"),
    "closed": marked("Closed"),
    "taken_up": marked("We took it up again"),
    "converted": marked("Taken on"),
    "withdrawn": marked("You withdrew this request"),
}
BECAME = {
    "estimate": (marked("We made you an estimate"), marked("See the estimate"), "/estimates"),
    "job": (marked("We planned a job"), marked("See the job"), "/jobs"),
}


def events(tenant: Tenant, document: Document) -> list[tuple[str, str, str]]:
    return [
        (moment(it["at"], tenant.time_zone, tenant.today()), it["at"].isoformat(), _event(it))
        for it in document.history
        if it["verb"] in EVENTS
    ]


def _event(entry: Mapping[str, Any]) -> str:
    into = BECAME.get(entry["facts"].get("into", ""))
    return _(into[0] if into else EVENTS[entry["verb"]])


def became(tenant: Tenant, document: Document) -> dict[str, str] | None:
    """The way to what it became, where the company shows that."""
    found = document.became
    if not found or found["about"] not in BECAME:
        return None
    _words, label, path = BECAME[found["about"]]
    return {"href": f"{path}/{found['id']}", "label": _(label)} if shows_path(tenant, path) else None

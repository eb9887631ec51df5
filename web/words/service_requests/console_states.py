"""Service requests as the company reads them: how they stand, and what has happened to them."""

from collections.abc import Mapping
from typing import Any

from templates.language import gettext as _
from templates.language import marked
from tenants.service_requests import Filter, RequestStatus, Urgency

FILTERS = {
    Filter.OPEN: marked("To do"),
    Filter.NEW: marked("New"),
    Filter.SEEN: marked("Seen"),
    Filter.CONVERTED: marked("Taken on"),
    Filter.CLOSED: marked("Closed"),
    Filter.ALL: marked("request|All"),
}
STATES = {
    RequestStatus.SUBMITTED: ("due", marked("New")),
    RequestStatus.ACKNOWLEDGED: ("on-its-way", marked("Seen")),
    RequestStatus.CONVERTED: ("paid", marked("Taken on")),
    RequestStatus.CLOSED: ("quiet", marked("Closed")),
    RequestStatus.WITHDRAWN: ("quiet", marked("Withdrawn")),
}
URGENCIES = {
    Urgency.WHENEVER: marked("There is time"),
    Urgency.SOON: marked("In the next days"),
    Urgency.URGENT: marked("Urgent"),
}
EVENTS = {
    "submitted": marked("%(by)s sent this request"),
    "changed": marked("%(by)s changed it"),
    "withdrawn": marked("%(by)s withdrew it"),
    "taken_down": marked("%(by)s wrote it down"),
    "acknowledged": marked("%(by)s told the customer that it was seen"),
    "declined": marked("%(by)s declined it"),
    "closed": marked("%(by)s closed it"),
    "taken_up": marked("%(by)s took it up again"),
    "converted": marked("%(by)s took it on"),
}
INTO = {"estimate": marked("%(by)s made an estimate of it"), "job": marked("%(by)s made a job of it")}


def state_words(status: RequestStatus, *, is_declined: bool) -> tuple[str, str]:
    """The kind that colors it, and how it stands in words."""
    kind, label = ("declined", marked("request|Declined")) if is_declined else STATES[status]
    return kind, _(label)


def event_words(entry: Mapping[str, Any]) -> str:
    sentence = INTO.get(entry["facts"].get("into", ""), EVENTS[entry["verb"]])
    return _(sentence, by=entry["by"] or _("Somebody"))

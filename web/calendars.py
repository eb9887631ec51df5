"""Visits as iCalendar files (RFC 5545): one to keep, or all of them to follow."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from hashlib import sha256

from icalendar import Calendar, Event
from quart import Response, request

from templates.language import gettext as _
from templates.windows import hours_words
from tenants.jobs import Entry, VisitStatus
from tenants.tenant import Tenant

PRODUCT = "-//Porchlight//Visits//EN"
HOURLY = timedelta(hours=1)


def one(tenant: Tenant, entry: Entry) -> Response:
    """The file of one visit, to be opened with a calendar."""
    response = Response(_file(tenant, [entry]), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.number}.ics"'
    return response


def feed(tenant: Tenant, entries: Iterable[Entry]) -> Response:
    """All visits; a calendar may keep them, but has to ask again each time."""
    body = _file(tenant, entries, _("%(company)s: visits", company=tenant.name))
    mark = sha256(body).hexdigest()
    if request.if_none_match.contains(mark):
        response = Response(status=304)
    else:
        response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _file(tenant: Tenant, entries: Iterable[Entry], name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", HOURLY, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(tenant, entry))
    body: bytes = calendar.to_ical()
    return body


def _event(tenant: Tenant, entry: Entry) -> Event:
    """The id stays for ever, whatever the company's address becomes; the sequence tells which state is the newest."""
    event = Event()
    event.add("uid", f"{entry.id}@porchlight")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("created", entry.created_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", _("%(company)s: %(title)s", company=tenant.name, title=entry.title))
    event.add("description", _description(tenant, entry))
    event.add("status", _status(entry))
    event.add("url", tenant.url(f"/jobs/{entry.job_id}"))
    if entry.address:
        event.add("location", ", ".join(entry.address.splitlines()))
    return event


def _status(entry: Entry) -> str:
    if entry.status is VisitStatus.CANCELED:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_open and entry.status is VisitStatus.SCHEDULED else "CONFIRMED"


def _description(tenant: Tenant, entry: Entry) -> str:
    local = (entry.starts_at.astimezone(tenant.zone), entry.ends_at.astimezone(tenant.zone))
    return "\n".join(
        [
            _("We arrive %(hours)s.", hours=hours_words(*local)),
            *([_("Who comes: %(who)s", who=entry.who)] if entry.who else []),
            *([entry.note] if entry.note else []),
            _("Job %(number)s", number=entry.number),
        ]
    )

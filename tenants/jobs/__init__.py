"""Jobs: work for a customer with its visits, from scheduled to completed, and the calendars that follow them."""

from tenants.jobs.calendar import Entry, entries, entry
from tenants.jobs.calendar_feed import CalendarFeed
from tenants.jobs.job import Job, JobStatus, Visit, VisitStatus
from tenants.jobs.reading import ON_HOME, PAGE, Document, Row, for_customer, older, on_home, one, today_visit
from tenants.jobs.visits import add_visit, cancel_visit, confirm, mark_done, mark_missed, reschedule, tell_staff
from tenants.jobs.work import cancel, complete, schedule, start

__all__ = [
    "ON_HOME",
    "PAGE",
    "CalendarFeed",
    "Document",
    "Entry",
    "Job",
    "JobStatus",
    "Row",
    "Visit",
    "VisitStatus",
    "add_visit",
    "cancel",
    "cancel_visit",
    "complete",
    "confirm",
    "entries",
    "entry",
    "for_customer",
    "mark_done",
    "mark_missed",
    "older",
    "on_home",
    "one",
    "reschedule",
    "schedule",
    "start",
    "tell_staff",
    "today_visit",
]

"""Jobs: work for a customer with its visits, from scheduled to completed, and the calendars that follow them."""

from tenants.jobs.agenda import InAgenda, agenda
from tenants.jobs.calendar import Entry, entries, entry
from tenants.jobs.calendar_feed import CalendarFeed
from tenants.jobs.job import LONGEST_WHO, Assignment, Job, JobStatus, Visit, VisitStatus
from tenants.jobs.listing import MOST_LISTED, Filter, InList, listed
from tenants.jobs.pictures import MOST_PHOTOS, add_photo, into, photo_of, remove_photo, step
from tenants.jobs.planning import Plan, assign, assigned, plan, replan
from tenants.jobs.reading import ON_HOME, PAGE, Document, Row, for_customer, older, on_home, one, today_visit
from tenants.jobs.visits import (
    add_visit,
    cancel_visit,
    confirm,
    mark_done,
    mark_missed,
    reopen_visit,
    reschedule,
    tell_staff,
)
from tenants.jobs.work import cancel, complete, reopen, schedule, start
from tenants.jobs.writing import Brief, made_of, rewrite, write_down

__all__ = [
    "LONGEST_WHO",
    "MOST_LISTED",
    "MOST_PHOTOS",
    "ON_HOME",
    "PAGE",
    "Assignment",
    "Brief",
    "CalendarFeed",
    "Document",
    "Entry",
    "Filter",
    "InAgenda",
    "InList",
    "Job",
    "JobStatus",
    "Plan",
    "Row",
    "Visit",
    "VisitStatus",
    "add_photo",
    "add_visit",
    "agenda",
    "assign",
    "assigned",
    "cancel",
    "cancel_visit",
    "complete",
    "confirm",
    "entries",
    "entry",
    "for_customer",
    "into",
    "listed",
    "made_of",
    "mark_done",
    "mark_missed",
    "older",
    "on_home",
    "one",
    "photo_of",
    "plan",
    "remove_photo",
    "reopen",
    "reopen_visit",
    "replan",
    "reschedule",
    "rewrite",
    "schedule",
    "start",
    "step",
    "tell_staff",
    "today_visit",
    "write_down",
]

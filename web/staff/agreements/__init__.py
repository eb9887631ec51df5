"""Agreements in the console: listed, written, scheduled, sent and answered."""

from web.staff.agreements import record

PAGES = (record,)

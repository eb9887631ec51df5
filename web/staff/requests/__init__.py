"""Service requests in the console: read, written down and taken on."""

from web.staff.requests import record

PAGES = (record,)

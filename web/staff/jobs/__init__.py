"""Jobs in the console: planned, their visits and photos, and the agenda of everybody."""

from web.staff.jobs import agenda, record

PAGES = (agenda, record)

"""The overview: what waits for the company, who is visited today, and the money, as the console's home shows it."""

from tenants.overview.money_in import MONTHS, Month, Owed
from tenants.overview.reading import Overview, Visited, overview
from tenants.overview.waiting import SHOWN, Kind, Waiting

__all__ = ["MONTHS", "SHOWN", "Kind", "Month", "Overview", "Owed", "Visited", "Waiting", "overview"]

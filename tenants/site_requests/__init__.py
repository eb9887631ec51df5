"""What is asked at the base domain: a company of one's own, or which portals one belongs to."""

from tenants.site_requests.asked import Asked, live, opened, waiting, wanted_of
from tenants.site_requests.asking import LIVE, ask, slug_standing
from tenants.site_requests.proving import Founded, by_code, by_link, complete
from tenants.site_requests.request import Purpose, SiteRequest
from tenants.site_requests.sweeping import sweep

__all__ = [
    "LIVE",
    "Asked",
    "Founded",
    "Purpose",
    "SiteRequest",
    "ask",
    "by_code",
    "by_link",
    "complete",
    "live",
    "opened",
    "slug_standing",
    "sweep",
    "waiting",
    "wanted_of",
]

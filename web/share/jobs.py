"""/calendar/<token>.ics: all visits of one customer, for a calendar that follows them. No page, no sign-in."""

from quart import Blueprint, Response

from tenants import jobs
from tenants.jobs import calendar_feed
from web import calendars
from web.door import here
from web.language import answer_in
from web.share.quiet import kept_quiet

blueprint = Blueprint("jobs", __name__, url_prefix="/calendar")


@blueprint.get("/<feed_token>.ics")
async def feed(feed_token: str) -> Response:
    subscriber = await calendar_feed.opened_with(feed_token)
    answer_in(here(), subscriber.language)
    return kept_quiet(calendars.feed(here(), await jobs.entries(subscriber.customer_id)))

"""The calendar's page: a private address of one's own that any calendar can follow, to be replaced or ended."""

from urllib.parse import urlsplit

from quart import Blueprint, Response

from tenants.jobs import calendar_feed
from web.door import here
from web.pages import page
from web.signed_in import see_other, viewer

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
async def show() -> Response:
    feed = await calendar_feed.of_contact(viewer().contact_id)
    url = here().url(calendar_feed.address(feed)) if feed else ""
    return page(
        "portal/jobs/calendar.html",
        place="jobs",
        feed={"url": url, "subscribe_href": url.replace(urlsplit(url).scheme, "webcal", 1)} if url else None,
    )


@blueprint.post("")
async def begin() -> Response:
    await calendar_feed.begin(viewer().customer_id, viewer().contact_id)
    return see_other("/jobs/calendar")


@blueprint.post("/replace")
async def replace() -> Response:
    await calendar_feed.end(viewer().contact_id)
    await calendar_feed.begin(viewer().customer_id, viewer().contact_id)
    return see_other("/jobs/calendar")


@blueprint.post("/end")
async def end() -> Response:
    await calendar_feed.end(viewer().contact_id)
    return see_other("/jobs/calendar")

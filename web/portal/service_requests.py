"""What a customer does with service requests: ask, follow, change their mind."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from templates.language import marked
from tenants import messages, service_requests
from tenants.errors import Conflict
from tenants.service_requests import Row
from web import message_thread, older
from web.door import here
from web.pages import page
from web.portal import request_form, request_photos
from web.signed_in import see_other, viewer
from web.words.service_requests.page import shown
from web.words.service_requests.rows import rows

blueprint = Blueprint("service_requests", __name__, url_prefix="/service-requests")
blueprint.register_blueprint(request_form.blueprint)
blueprint.register_blueprint(request_photos.blueprint)

NOTHING: Mapping[str, str] = MappingProxyType({})
TOO_LATE = "too-late"
SAID = {
    "sent": ("good", marked("Thank you. We have your request, and you have an email about it.")),
    "changed": ("good", marked("Your changes have arrived.")),
    TOO_LATE: ("warning", marked("This could not be changed any more. Here is how it stands.")),
}


@blueprint.get("")
async def index() -> Response:
    if "before" in request.args:
        ended = await service_requests.older(viewer().customer_id, older.than_moment(request.args["before"]))
        return _listing([], ended, newer_href="/service-requests")
    return _listing(*await service_requests.for_customer(viewer().customer_id, viewer().contact_id))


def _listing(current: list[Row], ended: list[Row], newer_href: str | None = None) -> Response:
    today = here().today()
    groups = ((_("In progress"), current), (_("Earlier"), ended[: service_requests.PAGE]))
    return page(
        "portal/service_requests/index.html",
        place="service_requests",
        groups=[{"title": title, "rows": rows(found, today)} for title, found in groups if found],
        newer_href=newer_href,
        older_href=older.href(
            "/service-requests", [(row.submitted_at, row.id) for row in ended], service_requests.PAGE
        ),
    )


@blueprint.get("/<uuid:request_id>")
async def show(request_id: UUID) -> Response:
    return await _show(request_id, said=request.args.get("said", ""))


async def _show(
    request_id: UUID, status: int = 200, *, said: str = "", written: Mapping[str, str] = NOTHING
) -> Response:
    document = await service_requests.one(viewer().customer_id, request_id)
    context = await message_thread.context(document.thread, f"/service-requests/{request_id}", **written)
    kind, text = SAID.get(said, ("", ""))
    return page(
        "portal/service_requests/show.html",
        status,
        place="service_requests",
        asked=shown(here(), document),
        notice={"kind": kind, "text": _(text)} if text else None,
        **context,
    )


@blueprint.post("/<uuid:request_id>/messages")
async def write(request_id: UUID) -> Response:
    async def again(status: int, **written: str) -> Response:
        return await _show(request_id, status, written=written)

    asked = await service_requests.one(viewer().customer_id, request_id)
    title = next(iter(asked.what.splitlines()), "")
    return await message_thread.take(
        messages.About("service_request", request_id, viewer().customer_id, asked.number, title), again
    )


@blueprint.post("/<uuid:request_id>/withdraw")
async def withdraw(request_id: UUID) -> Response:
    asked = await service_requests.find(viewer().customer_id, viewer().contact_id, request_id)
    try:
        await service_requests.withdraw(asked, by=viewer().name)
    except Conflict:
        return await _show(request_id, 409, said=TOO_LATE)
    return see_other(f"/service-requests/{request_id}")

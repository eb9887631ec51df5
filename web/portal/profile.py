"""The contact's own page: who they are here, and where they are signed in."""

from dataclasses import dataclass
from uuid import UUID

from quart import Blueprint, Response, abort

from templates.filters import moment
from tenants import sign_in
from tenants.customers import Contact
from tenants.sign_in import Session
from web.door import here
from web.pages import page
from web.signed_in import see_other, session_id, signed_out, viewer

blueprint = Blueprint("profile", __name__)


@dataclass(frozen=True, slots=True)
class Device:
    id: UUID
    device_words: str
    last_seen_words: str
    current: bool


@blueprint.get("/profile")
async def show() -> Response:
    contact = await Contact.get(id=viewer().contact_id)
    devices = [_device(session) for session in await sign_in.sessions(session_id())]
    return page("portal/profile.html", place="profile", contact=contact, sessions=devices)


@blueprint.post("/profile/sessions/<uuid:ended_id>/revoke")
async def revoke(ended_id: UUID) -> Response:
    if not await sign_in.revoke(session_id(), ended_id):
        abort(404)
    return see_other("/profile")


@blueprint.post("/profile/sign-out-everywhere")
async def sign_out_everywhere() -> Response:
    await sign_in.sign_out_everywhere(session_id())
    return signed_out()


def _device(session: Session) -> Device:
    tenant = here()
    seen = moment(session.seen_at, tenant.time_zone, tenant.today(), tenant.locale)
    return Device(session.id, session.device, f"Last used {seen}", session.id == session_id())

"""A profile in words: every string ready to print."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from templates.filters import moment
from templates.language import LANGUAGES, marked
from templates.language import gettext as _
from tenants.email_changes import LIFE
from tenants.errors import Invalid
from tenants.profiles import Device, Profile
from tenants.tenant import Tenant
from tenants.topics import Topic, offered
from web.language import sentence

TOPICS = {
    Topic.ESTIMATES: marked("Estimates"),
    Topic.JOBS: marked("Jobs and visits"),
    Topic.AGREEMENTS: marked("Agreements"),
    Topic.SERVICE_REQUESTS: marked("Service requests"),
    Topic.MESSAGES: marked("Messages"),
    Topic.RECEIPTS: marked("Receipts for payments and refunds"),
}


class ListedDevice(NamedTuple):
    id: UUID
    device_words: str
    last_seen_words: str
    current: bool


def context(
    tenant: Tenant, profile: Profile, session_id: UUID, error: Invalid | None, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """What profile.html wants; `typed` and its error stand in the fields instead of what is kept."""
    kept = {"name": profile.name, "phone": profile.phone, "language": profile.language, "email": ""}
    return {
        "fields": {**kept, **typed},
        "errors": {"name": "", "phone": "", "email": "", **({error.field: sentence(error)} if error else {})},
        "language_choices": language_choices(tenant),
        "email": profile.email,
        "wanted_email": profile.wanted_email,
        "is_fresh": profile.is_fresh,
        "minutes": int(LIFE.total_seconds() // 60),
        "topics": [(str(topic), _(TOPICS[topic]), topic not in profile.quiet) for topic in offered(tenant)],
        "sessions": [_device(tenant, device, session_id) for device in profile.devices],
    }


def language_choices(tenant: Tenant) -> list[tuple[str, str]]:
    """The company's own first: whoever chose none reads in it."""
    home = tenant.locale.split("_")[0]
    companys = LANGUAGES.get(home)
    first = _("As we write (%(language)s)", language=companys) if companys else ""
    return [("", first or _("As my browser asks")), *LANGUAGES.items()]


def _device(tenant: Tenant, device: Device, session_id: UUID) -> ListedDevice:
    seen = moment(device.seen_at, tenant.time_zone, tenant.today())
    return ListedDevice(device.id, device.device, _("Last used %(moment)s", moment=seen), device.id == session_id)

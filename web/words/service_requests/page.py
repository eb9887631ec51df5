"""A service request in words, as its own page shows it: every string ready to print."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from templates.filters import day
from templates.language import gettext as _
from templates.language import marked
from tenants.service_requests import (
    Document,
    RequestStatus,
    Urgency,
    title,
)
from tenants.tenant import Tenant
from web.words.service_requests import history as service_request_history
from web.words.service_requests.states import URGENCIES, photo_words, state_words

SORRY = marked("We are sorry, we cannot take this on.")


WISHES = {
    "any": marked("%(day)s, any time"),
    "morning": marked("%(day)s, in the morning"),
    "afternoon": marked("%(day)s, in the afternoon"),
}


EXPLAINED = {
    RequestStatus.SUBMITTED: marked("We have your request and will get back to you. Until then you can change it."),
    RequestStatus.ACKNOWLEDGED: marked("We have seen your request and will get back to you."),
    RequestStatus.CONVERTED: marked("We have taken this on."),
    RequestStatus.CLOSED: marked("This request is closed."),
    RequestStatus.WITHDRAWN: marked("You withdrew this request. Nothing will be done about it."),
}


def shown(tenant: Tenant, document: Document) -> dict[str, Any]:
    """What the page of one request wants."""
    status = RequestStatus(document.status)
    label, kind = state_words(status, is_declined=bool(document.closed_reason))
    return {
        "id": document.id,
        "number": document.number,
        "title": title(document.what),
        "key": document.key,
        "state_words": label,
        "state_kind": kind,
        "explained": _(SORRY if document.closed_reason else EXPLAINED[status]),
        "reason_lines": document.closed_reason.splitlines(),
        "what_lines": document.what.splitlines(),
        "can_change": status is RequestStatus.SUBMITTED,
        "facts": _facts(tenant, document),
        "events": service_request_history.events(tenant, document),
        "became": service_request_history.became(tenant, document),
        "photos": _shown_photos(document.photos),
    }


def _shown_photos(photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        photo_words(photo)
        | {
            "large": f"/photos/{photo['id']}/large",
            "medium": f"/photos/{photo['id']}/medium",
            "download": f"/photos/{photo['id']}/large?download",
            "place_words": _("Photo %(number)s of %(many)s", number=place, many=len(photos)),
            "alt": _("Photo %(number)s: %(name)s", number=place, name=photo["name"]),
        }
        for place, photo in enumerate(photos, start=1)
    ]


def _facts(tenant: Tenant, document: Document) -> list[tuple[str, list[str]]]:
    place = document.place
    wished = [wish_words(tenant, wish) for wish in document.wished] or [_("Any day, any time")]
    where = [text for text in (place["name"], *place["address"].splitlines()) if text] if place else []
    facts = [
        (_("How urgent"), [_(URGENCIES[Urgency(document.urgency)])]),
        (_("Days that suit you"), wished),
        (_("Where"), where),
        (_("Name"), [document.name]),
        (_("Email"), [document.email]),
        (_("Phone"), [document.phone]),
    ]
    return [(name, lines) for name, lines in facts if any(lines)]


def wish_words(tenant: Tenant, wish: Mapping[str, str]) -> str:
    return _(WISHES[wish["part"]], day=day(date.fromisoformat(wish["on"]), tenant.today()))

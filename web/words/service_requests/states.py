"""What every view of a service request says alike: how it stands, how urgent it is, its photos."""

from collections.abc import Mapping
from typing import Any

from templates.language import gettext as _
from templates.language import marked
from tenants.service_requests import RequestStatus, Urgency

STATES = {
    RequestStatus.DRAFT: (marked("Not sent yet"), "due"),
    RequestStatus.SUBMITTED: (marked("Sent to us"), "on-its-way"),
    RequestStatus.ACKNOWLEDGED: (marked("Seen by us"), "on-its-way"),
    RequestStatus.CONVERTED: (marked("Taken on"), "paid"),
    RequestStatus.CLOSED: (marked("Closed"), "quiet"),
    RequestStatus.WITHDRAWN: (marked("Withdrawn"), "quiet"),
}
DECLINED = (marked("Not possible"), "declined")
URGENCIES = {
    Urgency.WHENEVER: marked("When it suits you"),
    Urgency.SOON: marked("In the next days"),
    Urgency.URGENT: marked("Urgent: something is broken or unsafe"),
}


def state_words(status: RequestStatus, *, is_declined: bool) -> tuple[str, str]:
    """In words, and the kind that colors it."""
    label, kind = DECLINED if is_declined else STATES[status]
    return _(label), kind


def photo_words(photo: Mapping[str, Any]) -> dict[str, Any]:
    size = photo["sizes"].get("small", {})
    return {
        "id": photo["id"],
        "name": photo["name"],
        "width": size.get("width", 1),
        "height": size.get("height", 1),
    }

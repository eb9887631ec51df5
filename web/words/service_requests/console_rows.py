"""The inbox of requests in words."""

from collections.abc import Iterable
from typing import NamedTuple

from templates.language import gettext as _
from templates.language import ngettext
from tenants.service_requests import InInbox, Urgency
from tenants.tenant import Tenant
from web.words.listed import when
from web.words.service_requests.console_states import URGENCIES, state_words


class Listed(NamedTuple):
    """One request, every string ready to print."""

    href: str
    title: str
    number: str
    customer: str
    place: str
    urgency: str
    is_urgent: bool
    photos_words: str
    when_words: str
    when_iso: str
    state_kind: str
    state_words: str


def rows(found: Iterable[InInbox], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: InInbox, tenant: Tenant) -> Listed:
    kind, words = state_words(row.status, is_declined=row.is_declined)
    return Listed(
        href=f"/staff/requests/{row.id}",
        title=row.title or _("Service request"),
        number=row.number,
        customer=row.customer if row.customer == row.name else f"{row.customer} · {row.name}",
        place=row.place.partition("\n")[0],
        urgency=_(URGENCIES[row.urgency]),
        is_urgent=row.urgency is Urgency.URGENT,
        photos_words=ngettext("%(num)s photo", "%(num)s photos", row.photos) if row.photos else "",
        when_words=when(row.submitted_at, tenant),
        when_iso=row.submitted_at.isoformat(),
        state_kind=kind,
        state_words=words,
    )

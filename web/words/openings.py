"""Who seems to have opened a document, in words that say it is a hint."""

from typing import NamedTuple

from templates.filters import moment
from templates.language import gettext as _
from tenants.openings import Opening
from tenants.tenant import Tenant


class Opened(NamedTuple):
    """Ready to print."""

    name: str
    words: str


def opened(tenant: Tenant, found: list[Opening]) -> list[Opened]:
    return [Opened(it.name or _("Somebody with a link"), _words(tenant, it)) for it in found]


def _words(tenant: Tenant, it: Opening) -> str:
    last, first = (moment(at, tenant.time_zone, tenant.today()) for at in (it.last_at, it.first_at))
    if it.times == 1:
        return _("Opened, probably: %(when)s", when=last)
    return _("Opened, probably: %(when)s; first %(first)s", when=last, first=first)

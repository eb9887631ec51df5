"""What lists are made of, whatever they tell of."""

from datetime import datetime
from typing import NamedTuple

from templates.filters import short_day
from templates.windows import clock
from tenants.tenant import Tenant


class Listed(NamedTuple):
    """A row as `templates/components/rows.html` wants it, every string ready to print.

    `number`, `amount_words` and the words for the state may be empty.
    """

    href: str
    title: str
    number: str
    when_words: str
    when_iso: str
    amount_words: str
    state_kind: str
    state_words: str
    action_label: str


def when(at: datetime, tenant: Tenant) -> str:
    """Short, for a row: the time of day today, else the day."""
    local, today = at.astimezone(tenant.zone), tenant.today()
    return clock(local) if local.date() == today else short_day(local.date(), today)

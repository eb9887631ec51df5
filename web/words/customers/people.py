"""A customer's people in words: how to reach them, what they may, how far they came into the portal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from templates.language import LANGUAGES, marked
from templates.language import gettext as _
from tenants.customer_book import Person, Portal
from tenants.customers import May
from web.words.customers.rows import PORTAL

RIGHTS = {May.BILLING: marked("Bills"), May.APPROVE: marked("Answers"), May.VISITS: marked("Visits")}
SINCE = {
    Portal.SIGNED_IN: marked("last seen %(day)s"),
    Portal.INVITED: marked("on %(day)s"),
    Portal.BOUNCED: marked("on %(day)s"),
}


def person_words(person: Person, base: str, day: Callable[[datetime], str]) -> dict[str, Any]:
    """One contact, ready to print; `base` is the path of their customer."""
    kind, words = PORTAL[person.portal]
    since = person.since
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": LANGUAGES.get(person.language, ""),
        "portal_kind": kind,
        "portal_words": _(words),
        "since_words": _(SINCE[person.portal], day=day(since)) if since else "",
        "reason": person.reason if person.bounced_at else "",
        "bounced_words": _("Mail came back on %(day)s", day=day(person.bounced_at)) if person.bounced_at else "",
        "rights": [_(label) for right, label in RIGHTS.items() if getattr(person, right)],
        "has_all_rights": all(getattr(person, right) for right in RIGHTS),
        "was_invited": person.invited_at is not None,
        "is_removed": person.removed_at is not None,
        "href": f"{base}/contacts/{person.id}",
    }

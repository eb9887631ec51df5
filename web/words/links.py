"""The share links of a document, for whom each is and whether it still opens, every string ready to print."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from templates.filters import day
from templates.language import gettext as _
from tenants import share_links
from tenants.customers import Contact
from tenants.share_links import ShareLink
from tenants.tenant import Tenant


def rows(tenant: Tenant, links: list[ShareLink], people: Mapping[UUID, Contact], base: str) -> list[dict[str, Any]]:
    """Newest first, as `share_links.of` gave them; `base` is the document's address in the console."""
    return [_row(tenant, link, people.get(link.contact_id), base) for link in links]


def _row(tenant: Tenant, link: ShareLink, to: Contact | None, base: str) -> dict[str, Any]:
    is_over = share_links.is_over(link)
    until = link.expires_at.astimezone(tenant.zone).date() if link.expires_at else None
    works = _("Works until %(day)s", day=day(until, tenant.today())) if until else _("Works")
    return {
        "whom": to.name if to else _("Anybody with the link"),
        "address": "" if is_over else tenant.url(share_links.address(link)),
        "is_over": is_over,
        "state_words": _("Ended") if is_over else works,
        "state_kind": "quiet" if is_over else "good",
        "action": f"{base}/links/{link.id}",
    }

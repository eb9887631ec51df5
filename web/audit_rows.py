"""A line of the audit log in words."""

from typing import NamedTuple
from uuid import UUID

from templates.filters import moment
from templates.language import gettext as _
from tenants.audit import Act
from tenants.staff import Role
from tenants.tenant import Tenant
from web.audit_words import ACTS, THINGS
from web.audit_words import KINDS as WORDED
from web.team_rows import ROLES, Choice

KINDS = {name: tables for name, (_label, tables) in WORDED.items()}

# Where the records are. What has no page of its own is named and leads nowhere.
PAGES = {
    "agreement": "/staff/agreements/",
    "customer": "/staff/customers/",
    "estimate": "/staff/estimates/",
    "invoice": "/staff/invoices/",
    "job": "/staff/jobs/",
    "service_request": "/staff/requests/",
    "staff_member": "/staff/team/",
}


class Listed(NamedTuple):
    """Every string ready to print; `called` and `href` may be empty."""

    words: str
    called: str
    href: str
    by: str
    address: str
    when_words: str
    when_iso: str
    record: UUID


def row(act: Act, tenant: Tenant) -> Listed:
    is_own = act.about_id == act.staff_member_id  # who it was says it all
    return Listed(
        words=_words(act),
        called="" if is_own else act.called or str(act.facts.get("name") or ""),
        href="" if is_own else _href(act),
        by=act.by,
        address=act.address,
        when_words=moment(act.at, tenant.time_zone, tenant.today()),
        when_iso=act.at.isoformat(timespec="seconds"),
        record=act.about_id,
    )


def people(found: list[tuple[UUID, str]], chosen: str) -> list[Choice]:
    return [
        Choice("", _("Everybody"), "", not chosen),
        *(Choice(str(id_), name, "", str(id_) == chosen) for id_, name in found),
    ]


def kinds(chosen: str) -> list[Choice]:
    return [
        Choice("", _("Everything"), "", not chosen),
        *(Choice(name, _(label), "", name == chosen) for name, (label, _tables) in WORDED.items()),
    ]


def _words(act: Act) -> str:
    """A verb that nobody has worded yet is shown as it was written, beside what it was done to."""
    if act.verb == "role_changed" and {"before", "role"} <= act.facts.keys():
        before, role = _role(act, "before"), _role(act, "role")
        return _("Changed the role: %(before)s before, now %(role)s", before=before, role=role)
    if known := ACTS.get((act.about, act.verb)):
        return _(known)
    thing = _(THINGS[act.about]) if act.about in THINGS else act.about.replace("_", " ").capitalize()
    return _("%(thing)s: %(act)s", thing=thing, act=act.verb.replace("_", " "))


def _role(act: Act, fact: str) -> str:
    given = str(act.facts[fact])
    return _(ROLES[Role(given)]) if given in set(Role) else given


def _href(act: Act) -> str:
    if act.about in PAGES and act.is_there:
        return f"{PAGES[act.about]}{act.about_id}"
    if act.customer_id and act.about in {"contact", "property"}:
        return f"{PAGES['customer']}{act.customer_id}"
    return ""

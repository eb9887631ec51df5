"""A line of the audit log in words."""

from typing import NamedTuple
from uuid import UUID

from templates.documents import invoice_called
from templates.filters import moment, money
from templates.language import gettext as _
from tenants.activity import STRIPE
from tenants.audit import Act, By, Wanted
from tenants.staff import Role
from tenants.tenant import Tenant
from web.forms.ids import id_of
from web.team_rows import ROLES, Choice
from web.words.audit import ACTS, THINGS
from web.words.audit import KINDS as WORDED

PROGRAM = "program."
"""Before the id of an API key, among the people one may pick."""
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
        called="" if is_own else _called(act),
        href="" if is_own else _href(act),
        by=act.by,
        address=act.address,
        when_words=moment(act.at, tenant.time_zone, tenant.today()),
        when_iso=act.at.isoformat(timespec="seconds"),
        record=act.about_id,
    )


def people(found: list[tuple[UUID, str]], programs: list[tuple[UUID, str]], chosen: str) -> list[Choice]:
    """Everybody by name; then all programs and each, where there are any; then Stripe."""
    keys = [Choice(f"{PROGRAM}{id_}", _("Program: %(name)s", name=name), "", False) for id_, name in programs]
    several = [Choice(By.PROGRAMS, _("All programs"), "", False), *keys] if keys else []
    team = [Choice(str(id_), name, "", False) for id_, name in found]
    offered = [Choice("", _("Everybody"), "", False), *team, *several, Choice(By.STRIPE, STRIPE, "", False)]
    return [it._replace(is_chosen=it.value == chosen) for it in offered]


def wanted_by(chosen: str) -> Wanted:
    """Whose acts these are of those one may pick; everybody's where it names nobody."""
    if chosen in set(By):
        return Wanted(by=By(chosen))
    if chosen.startswith(PROGRAM) and (key_id := id_of(chosen.removeprefix(PROGRAM))):
        return Wanted(by=By.PROGRAMS, api_key_id=key_id)
    return Wanted(staff_member_id=id_of(chosen))


def kinds(chosen: str) -> list[Choice]:
    return [
        Choice("", _("Everything"), "", not chosen),
        *(Choice(name, _(label), "", name == chosen) for name, (label, _tables) in WORDED.items()),
    ]


def _called(act: Act) -> str:
    if act.about == "invoice" and act.is_there and not act.called:
        return invoice_called(None)
    return act.called or str(act.facts.get("name") or "")


def _words(act: Act) -> str:
    """A verb that nobody has worded yet is shown as it was written, beside what it was done to."""
    if act.verb == "role_changed" and {"before", "role"} <= act.facts.keys():
        before, role = _role(act, "before"), _role(act, "role")
        return _("Changed the role: %(before)s before, now %(role)s", before=before, role=role)
    if known := ACTS.get((act.about, act.verb)):
        return _(known, name=act.facts.get("name", ""), amount=_amount(act)) if "%(" in known else _(known)
    thing = _(THINGS[act.about]) if act.about in THINGS else act.about.replace("_", " ").capitalize()
    return _("%(thing)s: %(act)s", thing=thing, act=act.verb.replace("_", " "))


def _amount(act: Act) -> str:
    amount, currency = act.facts.get("amount"), act.facts.get("currency")
    return money(amount, currency) if isinstance(amount, int) and isinstance(currency, str) else ""


def _role(act: Act, fact: str) -> str:
    given = str(act.facts[fact])
    return _(ROLES[Role(given)]) if given in set(Role) else given


def _href(act: Act) -> str:
    if act.about in PAGES and act.is_there:
        return f"{PAGES[act.about]}{act.about_id}"
    if act.customer_id and act.about in {"contact", "property"}:
        return f"{PAGES['customer']}{act.customer_id}"
    return ""

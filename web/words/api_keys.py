"""API keys in words: what each may do, who made it, when it was used, and whether it works."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from babel.lists import format_list

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked, spoken
from tenants.api_keys import Access, Listed, Scope
from tenants.tenant import Tenant

PATH = "/staff/settings/api-keys"


class Noun(NamedTuple):
    """What a key has to do with, as a heading and within a sentence; `about` says what belongs to it."""

    title: str
    inside: str
    about: str = ""


NOUNS = {
    Scope.CUSTOMERS: Noun(marked("Customers"), marked("customers"), marked("With their contacts and properties")),
    Scope.SERVICE_REQUESTS: Noun(marked("Service requests"), marked("service requests")),
    Scope.ESTIMATES: Noun(marked("Estimates"), marked("estimates")),
    Scope.JOBS: Noun(marked("Jobs"), marked("jobs"), marked("With their visits")),
    Scope.AGREEMENTS: Noun(marked("Agreements"), marked("agreements")),
    Scope.INVOICES: Noun(marked("Invoices"), marked("invoices")),
    Scope.PAYMENTS: Noun(marked("Payments"), marked("payments")),
    Scope.EMAILS: Noun(marked("Emails"), marked("emails"), marked("What was sent, and what became of it")),
}
ACCESS = {None: marked("Nothing"), Access.READ: marked("Read"), Access.WRITE: marked("Read and write")}


class Row(NamedTuple):
    """One key, every string ready to print. `why` is what to do about one that stopped, or when it was revoked.

    `program` is what the audit log calls it.
    """

    href: str
    name: str
    may_words: str
    beginning: str
    made_by: str
    made_words: str
    used_words: str
    is_used: bool
    state_kind: str
    state_words: str
    why: str
    is_revoked: bool
    program: str


def row(key: Listed, tenant: Tenant) -> Row:
    kind, words, why = _state(key, tenant)
    return Row(
        href=f"{PATH}/{key.id}",
        name=key.name,
        may_words=may(key.scopes),
        beginning=f"{key.beginning}…",
        made_by=key.made_by,
        made_words=_said(key.created_at, tenant),
        used_words=_said(key.last_used_at, tenant) if key.last_used_at else _("Never used"),
        is_used=key.last_used_at is not None,
        state_kind=kind,
        state_words=words,
        why=why,
        is_revoked=key.revoked_at is not None,
        program=f"program.{key.id}",
    )


def parts(scopes: Mapping[Scope, Access]) -> list[tuple[str, str]]:
    """Noun by noun what a key allows."""
    return [(_(noun.title), _(ACCESS[scopes.get(scope)])) for scope, noun in NOUNS.items()]


def example(tenant: Tenant, secret: str, scopes: Mapping[Scope, Access]) -> str:
    """A line for a terminal that shows whether the key works. Programs use the host that the company always keeps."""
    first = next(scope for scope in Scope if scope in scopes)
    return f'curl -H "Authorization: Bearer {secret}" {tenant.first_origin}/api/v1/{first}'


def may(scopes: Mapping[Scope, Access]) -> str:
    """In one line what a key allows: "Reads everything, writes customers and invoices"."""
    writes = [scope for scope in Scope if scopes.get(scope) is Access.WRITE]
    reads = [scope for scope in Scope if scopes.get(scope) is Access.READ]
    if len(reads) + len(writes) == len(Scope):
        return _of_everything(writes)
    if reads and writes:
        return _("Reads %(reads)s; reads and writes %(writes)s", reads=_listed(reads), writes=_listed(writes))
    if writes:
        return _("Reads and writes %(nouns)s", nouns=_listed(writes))
    return _("Reads %(nouns)s", nouns=_listed(reads)) if reads else _("Nothing")


def together(names: Sequence[str]) -> str:
    """These in one sentence: "Bookkeeping, Calendar and Website"."""
    return str(format_list(list(names), locale=spoken())) if names else ""


def _of_everything(writes: list[Scope]) -> str:
    if len(writes) == len(Scope):
        return _("Reads and writes everything")
    return _("Reads everything, writes %(nouns)s", nouns=_listed(writes)) if writes else _("Reads everything")


def _listed(scopes: list[Scope]) -> str:
    return together([_(NOUNS[scope].inside) for scope in scopes])


def _state(key: Listed, tenant: Tenant) -> tuple[str, str, str]:
    if key.revoked_at:
        return "quiet", _("Revoked"), _said(key.revoked_at, tenant)
    if key.works:
        return "good", _("Works"), ""
    why = marked("%(name)s is no longer an owner. Make a new key for this program, then revoke this one.")
    if key.maker_left:
        why = marked("%(name)s has left the team. Make a new key for this program, then revoke this one.")
    return "warning", _("Stopped"), _(why, name=key.made_by)


def _said(at: datetime, tenant: Tenant) -> str:
    return moment(at, tenant.time_zone, tenant.today())

"""The team in words, and what the one who looks may do with each of it."""

from datetime import datetime
from typing import NamedTuple

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.emails import Delivery
from tenants.rights import Right, roles_with
from tenants.staff import Role
from tenants.team import Left, Mate
from tenants.tenant import Tenant
from web.staff_signed_in import may, member
from web.words.api_keys import together

ROLES = {Role.OWNER: marked("Owner"), Role.ADMIN: marked("Admin"), Role.MEMBER: marked("Member")}
MEANING = {
    Role.OWNER: marked("Everything, also who is admin or owner, Stripe, taking data out, and ending the company."),
    Role.ADMIN: marked("All of that, and settings, refunds, and inviting members."),
    Role.MEMBER: marked("Customers, estimates, invoices, jobs, messages, and payments by hand."),
}
NEVER_CAME = {Delivery.BOUNCED, Delivery.FAILED, Delivery.COMPLAINED}


class Listed(NamedTuple):
    """One of the team, every string ready to print."""

    href: str
    name: str
    email: str
    role_words: str
    state_kind: str
    state_words: str
    when_words: str
    has_factor: bool
    is_invited: bool
    is_me: bool
    lost_words: str


class Gone(NamedTuple):
    id: str
    name: str
    email: str
    when_words: str


class Keys(NamedTuple):
    """The API keys somebody made, which work for as long as they are an owner."""

    many: int
    names: str
    work: bool


class Choice(NamedTuple):
    value: str
    label: str
    about: str
    is_chosen: bool


def rows(mates: list[Mate], tenant: Tenant) -> list[Listed]:
    return [row(mate, tenant) for mate in mates]


def row(mate: Mate, tenant: Tenant) -> Listed:
    kind, words = _state(mate)
    return Listed(
        href=f"/staff/team/{mate.id}",
        name=mate.name,
        email=mate.email,
        role_words=_(ROLES[mate.role]),
        state_kind=kind,
        state_words=words,
        when_words=_when(mate, tenant),
        has_factor=mate.has_factor,
        is_invited=mate.is_invited,
        is_me=mate.id == member().staff_member_id,
        lost_words=_moment(mate.lost_at, tenant) if mate.lost_at else "",
    )


def gone(left: Left, tenant: Tenant) -> Gone:
    words = _("Removed %(moment)s", moment=_moment(left.removed_at, tenant))
    return Gone(str(left.id), left.name, left.email, words)


def roles(chosen: Role) -> list[Choice]:
    """The roles that the one who looks may give, the least first."""
    given = [role for role in reversed(Role) if role is Role.MEMBER or may(Right.ROLES)]
    return [Choice(role, _(ROLES[role]), _(MEANING[role]), role is chosen) for role in given]


def keys(mate: Mate, names: list[str]) -> Keys:
    return Keys(len(names), together(names), mate.role in roles_with(Right.KEYS))


def acts(mate: Mate) -> dict[str, bool]:
    """Which buttons are shown: those that would be answered."""
    owner, is_me = may(Right.ROLES), mate.id == member().staff_member_id
    return {
        "can_change_role": owner,
        "can_remove": (owner or mate.role is Role.MEMBER) and not is_me,
        "can_hand_over": owner and not is_me and mate.joined_at is not None,
    }


def _state(mate: Mate) -> tuple[str, str]:
    if not mate.is_invited:
        return "good", _("In the team")
    if mate.mail in NEVER_CAME:
        return "declined", _("Invitation bounced")
    return "on-its-way", _("Invited")


def _when(mate: Mate, tenant: Tenant) -> str:
    if mate.is_invited and mate.invited_at:
        return _("Invited %(moment)s", moment=_moment(mate.invited_at, tenant))
    if mate.seen_at:
        return _("Last here %(moment)s", moment=_moment(mate.seen_at, tenant))
    return ""


def _moment(at: datetime, tenant: Tenant) -> str:
    return moment(at, tenant.time_zone, tenant.today())

"""Two customers side by side, in words: what each has, and what happens when they become one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from templates.filters import money
from templates.language import gettext as _
from templates.language import ngettext
from tenants.merging import Member, Side
from web.words.customers.people import RIGHTS

PATH = "/staff/customers"
COUNTED: dict[str, Callable[[int], str]] = {
    "estimate": lambda many: ngettext("one estimate", "%(num)s estimates", many),
    "job": lambda many: ngettext("one job", "%(num)s jobs", many),
    "agreement": lambda many: ngettext("one agreement", "%(num)s agreements", many),
    "invoice": lambda many: ngettext("one invoice", "%(num)s invoices", many),
    "service_request": lambda many: ngettext("one request", "%(num)s requests", many),
    "thread": lambda many: ngettext("one conversation", "%(num)s conversations", many),
    "photo": lambda many: ngettext("one photo", "%(num)s photos", many),
    "staff_note": lambda many: ngettext("one note of yours", "%(num)s notes of yours", many),
}


def side(it: Side, day: Callable[[datetime], str]) -> dict[str, Any]:
    """What one of the two has, ready to print."""
    return {
        "id": it.id,
        "name": it.name,
        "href": f"{PATH}/{it.id}",
        "since_words": _("Customer since %(day)s", day=day(it.created_at)),
        "address_lines": it.billing_address.splitlines(),
        "people": [_person(person) for person in it.people if not person.is_removed],
        "places": it.places,
        "counts": [COUNTED[noun](many) for noun, many in it.counts.items() if many],
        "owed": [money(amount, currency) for currency, amount in sorted(it.owed.items()) if amount],
    }


def what_happens(loser: Side, winner: Side) -> list[str]:
    """What the merging does besides moving everything, as far as it matters to these two."""
    names = {"loser": loser.name, "winner": winner.name}
    notes = [*_same_people(loser, winner, names), *_everybody_sees(loser, winner, names)]
    if loser.reminds != winner.reminds:
        silent = loser if winner.reminds else winner
        notes.append(_("Reminders of invoices are off for %(name)s, and will be off for both.", name=silent.name))
    if len({currency for it in (loser, winner) for currency, amount in it.owed.items() if amount}) > 1:
        notes.append(_("They owe in more than one currency. Amounts in different currencies are never added up."))
    if loser.is_paying:
        notes.append(_("A payment of %(loser)s is on its way. It arrives at the same invoice as before.", **names))
    if loser.external_id:
        notes.append(
            _("A list that is brought in again finds %(winner)s by the number %(key)s.", key=loser.external_id, **names)
        )
    return notes


def _same_people(loser: Side, winner: Side, names: dict[str, str]) -> list[str]:
    theirs = {it.email: it for it in loser.people if not it.is_removed}
    notes = []
    for kept in (it for it in winner.people if not it.is_removed and it.email in theirs):
        same = theirs[kept.email]
        notes.append(_one_person(kept, same))
        if kept.has_feed and same.has_feed:
            notes.append(_("The calendar that %(name)s follows of %(loser)s stops.", name=same.name, **names))
        if kept.has_draft and same.has_draft:
            notes.append(
                _("The request that %(name)s began at %(loser)s and never sent is lost.", name=same.name, **names)
            )
    return notes


def _one_person(kept: Member, same: Member) -> str:
    who = {"email": kept.email, "name": kept.name}
    new = ", ".join(_(it) for right, it in RIGHTS.items() if getattr(same, right) and not getattr(kept, right))
    if new:
        return _(
            "%(email)s is with both and becomes one contact, %(name)s, with the rights of either. "
            "New to them here: %(rights)s.",
            rights=new,
            **who,
        )
    return _("%(email)s is with both and becomes one contact, %(name)s, with the rights they have here.", **who)


def _everybody_sees(loser: Side, winner: Side, names: dict[str, str]) -> list[str]:
    there, here = ({it.email for it in side.people if not it.is_removed} for side in (loser, winner))
    notes = []
    if there - here:
        notes.append(_("In the portal, the contacts of %(loser)s will see all that %(winner)s has.", **names))
    if here - there:
        notes.append(_("In the portal, the contacts of %(winner)s will see all that %(loser)s has.", **names))
    return [*notes, *_removed_at(winner, there - here), *_removed_at(loser, here - there)]


def _removed_at(gone: Side, still: set[str]) -> list[str]:
    return [
        _(
            "%(email)s was removed from %(name)s and is still with the other: they will see everything. "
            "Remove them there first if they should not.",
            email=person.email,
            name=gone.name,
        )
        for person in gone.people
        if person.is_removed and person.email in still
    ]


def _person(person: Member) -> str:
    return _("%(name)s, %(email)s", name=person.name, email=person.email)

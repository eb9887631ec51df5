"""What happened to an estimate in words, and what is different from the version before."""

from collections.abc import Iterator
from typing import Any

from papers.estimate_words import EstimateWords
from templates.filters import day, percent
from templates.language import gettext as _
from templates.language import marked
from tenants.estimates import Deposit, Differences, Item, LineChange, State, Verb
from web.words.estimates.choice import times

Difference = tuple[str, str, str, str]
"""Its kind (added, removed, changed), what it is about, before and now."""

EVENTS = {
    "sent": marked("Estimate sent"),
    "sent_again": marked("Estimate mailed again"),
    Verb.ACCEPTED: marked("Accepted by %(name)s"),
    Verb.DECLINED: marked("Declined by %(name)s"),
    Verb.CHANGES_REQUESTED: marked("%(name)s asked for changes"),
    Verb.FRESH_REQUESTED: marked("%(name)s asked for a fresh estimate"),
    Verb.REOPENED: marked("Opened again by us"),
}

ANSWERS = frozenset({Verb.ACCEPTED, Verb.DECLINED, Verb.CHANGES_REQUESTED})


def events(page: EstimateWords) -> list[tuple[str, str, str]]:
    """When in words, when for machines, and what."""
    return [
        (page.moment(it["at"]), it["at"].isoformat(), _event(it))
        for it in page.document.history
        if it["verb"] in EVENTS
    ]


def _event(entry: dict[str, Any]) -> str:
    version = entry["facts"].get("version", 1)
    if entry["verb"] == "sent" and version > 1:
        return _("Version %(number)s sent", number=version)
    words = _(EVENTS[entry["verb"]], name=entry["by"] or _("somebody"))
    noted_by = entry["facts"].get("noted_by") if entry["verb"] in ANSWERS else None
    return _("%(words)s, as %(name)s noted", words=words, name=noted_by) if noted_by else words


def asked(page: EstimateWords) -> dict[str, str] | None:
    """What changes were asked for of the version that stands."""
    wish = page.document.wish if page.document.state is State.CHANGES_ASKED else None
    if wish is None:
        return None
    words = _("%(name)s asked for changes on %(moment)s.", name=wish.by or _("somebody"), moment=page.moment(wish.at))
    return {"words": words, "text": wish.reason}


def number_words(page: EstimateWords) -> str:
    """The number, and which version it is where there was one before."""
    document = page.document
    if document.version <= 1:
        return str(document.number)
    return _("%(number)s, version %(version)s", number=document.number, version=document.version)


def differences(page: EstimateWords) -> dict[str, Any] | None:
    """What is different in this version, None in the first one."""
    if page.document.previous is None:
        return None
    found = page.document.differences
    listed = [*_sums(page, found), *_lines(page, found), *_words(found)]
    return {
        "title": _("What is new in version %(number)s", number=page.document.version),
        "lead": _("This version replaces the one before. Please answer again.")
        if listed
        else _("This version says the same as the one before. Please answer again."),
        "rows": listed,
    }


def _sums(page: EstimateWords, found: Differences) -> Iterator[Difference]:
    if found.totals:
        label = _("Total from") if page.contents.options else _("Total")
        yield _pair(label, *map(page.money, found.totals))
    if found.deposit:
        yield _pair(_("Deposit"), *(_deposit(page, it) for it in found.deposit))
    if found.valid_until:
        yield _pair(_("Valid until"), *(day(it, page.today) if it else "" for it in found.valid_until))


def _lines(page: EstimateWords, found: Differences) -> Iterator[Difference]:
    for was, now in found.options:
        either = now or was
        yield _pair(either.name if either else "", was.name if was else "", now.name if now else "")
    for change in found.lines:
        yield _line(page, change)


def _line(page: EstimateWords, change: LineChange) -> Difference:
    item = change.new or change.old
    what = item.line.description if item else ""
    named = f"{change.option}: {what}" if change.option else what
    return _pair(named, *(_figures(page, it) for it in (change.old, change.new)))


def _figures(page: EstimateWords, item: Item | None) -> str:
    if item is None:
        return ""
    figures = f"{times(item.line.quantity, page.money(item.line.unit_price))} = {page.money(item.line.net)}"
    return _("%(figures)s, if you choose it", figures=figures) if item.optional else figures


def _words(found: Differences) -> Iterator[Difference]:
    if found.title:
        yield "changed", _("Title"), *found.title
    if found.terms:
        yield "changed", _("The terms are different."), "", ""
    if found.note:
        yield "changed", _("The note is different."), "", ""


def _deposit(page: EstimateWords, deposit: Deposit | None) -> str:
    if deposit is None:
        return ""
    return page.money(deposit.amount) if deposit.amount else percent(deposit.rate)


def _pair(what: str, before: str, now: str) -> Difference:
    kind = "changed" if before and now else "added" if now else "removed"
    return kind, what, before, now

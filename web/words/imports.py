"""List imports in words."""

from collections.abc import Sequence
from typing import Any

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked, ngettext, raw_gettext
from tenants.list_imports import COLUMNS, ImportKind, ImportStatus, ListImport, Outcome, preview, table
from tenants.list_imports.list_import import Standing, Told
from tenants.tenant import Tenant

LONGEST = 80

KINDS = {
    ImportKind.CUSTOMERS: marked("Customers"),
    ImportKind.CONTACTS: marked("Contacts"),
    ImportKind.INVOICES: marked("Invoices"),
}
OUTCOMES = {
    Outcome.ADDED: marked("Added"),
    Outcome.CHANGED: marked("Changed"),
    Outcome.UNCHANGED: marked("Already there"),
    Outcome.REFUSED: marked("Refused"),
}
STATES = {
    ImportStatus.NEW: ("quiet", marked("Not brought in yet")),
    ImportStatus.RUNNING: ("on-its-way", marked("Being brought in")),
    ImportStatus.DONE: ("good", marked("import|Done")),
    ImportStatus.CANCELED: ("declined", marked("import|Canceled")),
}
TRIAL = ("quiet", marked("Tried out"))


def row_words(it: Standing, tenant: Tenant) -> dict[str, Any]:
    """One line of the list of imports."""
    kind, words = TRIAL if it.is_trial and it.status is ImportStatus.DONE else STATES[it.status]
    return {
        "href": f"/staff/settings/import/{it.id}",
        "file": it.file_name,
        "kind": _(KINDS[it.kind]),
        "rows_words": ngettext("%(num)s row", "%(num)s rows", it.row_count),
        "when_words": moment(it.created_at, tenant.time_zone, tenant.today()),
        "by": it.by,
        "state_kind": kind,
        "state_words": _(words),
    }


def progress_words(it: Standing) -> dict[str, Any]:
    """How far it has come, and what became of the rows."""
    return {
        "id": it.id,
        "is_running": it.status is ImportStatus.RUNNING,
        "is_over": it.status in {ImportStatus.DONE, ImportStatus.CANCELED},
        "is_trial": it.is_trial,
        "may_start": it.status is ImportStatus.NEW or (it.is_trial and it.status is ImportStatus.DONE),
        "done": it.done_rows,
        "count": it.row_count,
        "words": _("%(done)s of %(count)s rows", done=it.done_rows, count=it.row_count),
        "sums": [(_(label), it.sums.get(outcome, 0), outcome) for outcome, label in OUTCOMES.items()],
        "refused": it.sums.get(Outcome.REFUSED, 0),
        "headline": _headline(it),
    }


def reason_words(it: Told) -> str:
    """Why a row was refused, as a sentence; empty where there is nothing to say."""
    if not it.reason:
        return ""
    said = raw_gettext(it.reason)
    return said % it.facts if it.facts else said


def refusal_words(begun: ListImport, refused: Sequence[Told]) -> list[dict[str, str]]:
    """Refused rows by their place in the file, each with what it begins with and why it was refused."""
    rows = table(begun) if refused else []
    return [
        {
            "place": _("Row %(number)s", number=it.number),
            "begins": next((cell for cell in rows[it.number - 1] if cell.strip()), "")[:LONGEST],
            "reason": reason_words(it),
        }
        for it in refused
    ]


def column_words(begun: ListImport, chosen: dict[str, int], errors: dict[str, str]) -> dict[str, Any]:
    """The choice of columns, and the first rows as they will be."""
    heads = table(begun)[0]
    columns = COLUMNS[begun.kind]
    return {
        "heads": list(enumerate(heads)),
        "columns": [
            {
                "name": column.name,
                "label": _(column.label),
                "needed": column.needed,
                "place": chosen.get(column.name, -1),
                "error": errors.get(column.name, ""),
            }
            for column in columns
        ],
        "shown": [_(column.label) for column in columns if column.name in chosen],
        "preview": [
            [row[column.name] for column in columns if column.name in chosen] for row in preview(begun, chosen)
        ],
    }


def _headline(it: Standing) -> str:
    if it.status is ImportStatus.RUNNING:
        return _("Trying it out") if it.is_trial else _("Bringing your list in")
    if it.status is ImportStatus.CANCELED:
        return _("Canceled. What came in before that stays.")
    if it.is_trial:
        return _("This is what would happen. Nothing has been changed yet.")
    return _("Your list is in")

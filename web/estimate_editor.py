"""The editor of one estimate: what was typed is kept at once, and becomes the next version when it makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from templates.filters import money
from templates.language import gettext as _
from templates.language import marked, spoken
from tenants import estimate_book, estimates, working_copies
from tenants.customers import Property
from tenants.errors import DomainError, Invalid, Unusable
from tenants.estimates import Contents, Estimate
from tenants.line_items import Line
from tenants.working_copies import OverwrittenCopy
from web.collisions import seen
from web.door import here
from web.forms.estimate import EVERY, OPTIONAL, OPTIONS, SUGGESTED, WORDS, contents_of, from_contents, from_form, retold
from web.forms.invoice import moved, property_of, unready
from web.forms.line_rules import money_sign
from web.forms.lines import AMOUNT, RATE, Reader, Typed
from web.language import sentence
from web.line_editor import editor, fresh_line, reader

UNANSWERABLE = marked(
    "Nobody could answer this: please check the quantities, the options, the credits and the deposit."
)


@dataclass
class Editing:
    """One look at the editor: what stands in it, what it means, and by field what is wrong with that."""

    estimate: Estimate
    typed: dict[str, Any]
    edits: int
    properties: list[Property]
    reading: Reader
    found: list[Line | None] = field(default_factory=list)
    errors: dict[str, DomainError] = field(default_factory=dict)
    contents: Contents = field(default_factory=lambda: Contents(()))
    property_id: Any = None

    def __post_init__(self) -> None:
        self.found, self.errors = self.reading.lines(self.typed["lines"])
        self.contents, wrong = contents_of(self.typed, self.found, self.reading)
        self.errors |= wrong
        try:
            self.property_id = property_of(self.typed["property_id"], frozenset(it.id for it in self.properties))
        except Invalid as error:
            self.errors["property_id"] = error

    def expect_ready(self) -> None:
        """Say beside its field what is missing before anybody should get it."""
        self.errors |= unready(self.typed["title"], self.contents.all_items or self.errors)

    def said(self) -> dict[str, str]:
        return {name: sentence(error) for name, error in self.errors.items()}

    def context(self) -> dict[str, Any]:
        """What `staff/estimates/edit.html` wants."""
        said = self.said()
        names = (*WORDS, "options", *(f"options.{place}.name" for place in range(OPTIONS)))
        shown = editor(here(), self.reading, self.typed["lines"], self.found, self.errors)
        return {
            "estimate": self.estimate,
            "typed": self.typed,
            "edits": self.edits,
            "properties": [(str(it.id), it.name or it.address.partition("\n")[0]) for it in self.properties],
            "editor": {
                **shown,
                **_choices(self.typed),
                "fresh": {**shown["fresh"], **_fresh_item()},
                "totals": self._totals(),
            },
            "errors": {name: said.get(name, "") for name in names},
            "deposits": [(RATE, "%"), (AMOUNT, money_sign(self.reading.currency))],
            "days_to_answer": here().days_to_answer,
        }

    def _totals(self) -> list[tuple[str, str, str]]:
        """What it comes to as suggested, with the cheapest option: the script says the same while it is typed."""
        sums: dict[str, tuple[int, int]] = {}
        for each, line in zip(self.typed["lines"], self.found, strict=True):
            if line and each["counts"] != OPTIONAL:
                net, tax = sums.get(each["option"], (0, 0))
                sums[each["option"]] = (net + line.net, tax + line.tax)
        net, tax = sums.pop(EVERY, (0, 0))
        cheapest = min(sums.values(), key=sum, default=(0, 0))
        net, tax = net + cheapest[0], tax + cheapest[1]
        said = (("net", _("Subtotal"), net), ("tax", _("Tax"), tax), ("total", _("Total as suggested"), net + tax))
        return [(name, label, money(amount, self.reading.currency)) for name, label, amount in said]


async def opened(estimate: Estimate) -> Editing:
    """The editor as it was left, else as the last version says."""
    kept = await working_copies.of(estimate.id)
    typed = retold(kept.typed, spoken()) if kept else await _from_version(estimate)
    return await _editing(estimate, typed, kept.edits if kept else 0)


async def sent_in(estimate: Estimate, form: Mapping[str, str]) -> Editing:
    """The editor as a form has it, after the button that was pressed in it."""
    typed = from_form(form, spoken())
    typed["lines"] = moved(typed["lines"], form.get("do", ""), _fresh())
    return await _editing(estimate, typed, seen(form))


async def brought_back(estimate: Estimate, copy: OverwrittenCopy) -> Editing:
    """The editor as somebody had it, until another saved over it."""
    kept = await working_copies.of(estimate.id)
    return await _editing(estimate, retold(copy.typed, spoken()), kept.edits if kept else 0)


async def keep(editing: Editing, *, over: bool = False) -> None:
    """Write down what was typed, and let the next version say it when it makes sense. Raises Overtaken, Conflict."""
    editing.edits = await working_copies.keep(editing.estimate, editing.typed, editing.edits, over=over)
    if editing.errors or not editing.contents.all_items:
        return
    try:
        await estimates.rewrite(editing.estimate, editing.contents, editing.property_id)
    except Unusable as error:
        editing.errors["lines"] = Invalid("lines", error.message, **error.values)
    except ValueError:
        editing.errors["lines"] = Invalid("lines", UNANSWERABLE)


async def _from_version(estimate: Estimate) -> dict[str, Any]:
    found = await estimate_book.upcoming(estimate)
    contents = found.contents if found else None
    if contents is None and (document := await estimate_book.look(estimate)):
        contents = document.contents
    contents = contents or Contents((), terms=here().estimate_terms)
    return from_contents(contents, estimate.property_id, estimate.currency, spoken())


async def _editing(estimate: Estimate, typed: dict[str, Any], edits: int) -> Editing:
    properties = await Property.filter(customer_id=estimate.customer_id).order_by("created_at")
    typed["lines"] = typed["lines"] or [_fresh()]
    rates = [{"tax_rate": int(line["tax"])} for line in (await _from_version(estimate))["lines"] if line["tax"]]
    return Editing(estimate, typed, edits, properties, reader(here(), estimate.currency, rates))


def _fresh() -> Typed:
    return {**fresh_line(here()), "option": EVERY, "counts": "", "least": "", "most": ""}


def _fresh_item() -> dict[str, Any]:
    fresh = _fresh()
    return {**fresh, "amount_words": "", "errors": dict.fromkeys(fresh, "")}


def _choices(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What a line of an estimate has to pick from beside its figures."""
    names = [each["name"] or _("Option %(number)s", number=place + 1) for place, each in enumerate(typed["options"])]
    return {
        "options": [(EVERY, _("In every option")), *((str(place), name) for place, name in enumerate(names))],
        "counts": [("", _("Always counts")), (OPTIONAL, _("Can be added")), (SUGGESTED, _("Can be left out"))],
    }

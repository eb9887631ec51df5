"""The editor of one invoice: what was typed is kept at once, and becomes the draft as soon as it makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from templates.documents import invoice_called
from templates.language import spoken
from tenants import invoices, working_copies
from tenants.customers import Property
from tenants.errors import DomainError, Invalid, Unusable
from tenants.invoices import Invoice
from tenants.line_items import Line
from tenants.working_copies import OverwrittenCopy
from web.collisions import seen
from web.door import here
from web.forms.invoice import from_form, from_invoice, moved, read_words, retold, unready
from web.forms.lines import Reader
from web.language import sentence
from web.line_editor import editor, fresh_line, reader


@dataclass
class Editing:
    """One look at the editor: what stands in it, what it means, and by field what is wrong with that."""

    invoice: Invoice
    typed: dict[str, Any]
    edits: int
    properties: list[Property]
    reading: Reader
    found: list[Line | None] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, DomainError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.found, self.errors = self.reading.lines(self.typed["lines"])
        self.words, wrong = read_words(self.typed, frozenset(it.id for it in self.properties))
        self.errors |= wrong

    @property
    def lines(self) -> list[Line]:
        return [line for line in self.found if line]

    def expect_ready(self) -> None:
        """Say beside its field what is missing before anybody should get it."""
        self.errors |= unready(self.typed["title"], self.lines or self.errors)

    def said(self) -> dict[str, str]:
        return {name: sentence(error) for name, error in self.errors.items()}

    def context(self) -> dict[str, Any]:
        """What `staff/invoices/edit.html` wants."""
        said = self.said()
        return {
            "called": invoice_called(self.invoice.number),
            "typed": self.typed,
            "edits": self.edits,
            "properties": [(str(it.id), it.name or it.address.partition("\n")[0]) for it in self.properties],
            "editor": editor(here(), self.reading, self.typed["lines"], self.found, self.errors),
            "errors": {name: said.get(name, "") for name in ("title", "note", "property_id", "due_on")},
            "days_to_pay": here().days_to_pay,
        }


async def opened(invoice: Invoice) -> Editing:
    """The editor as it was left."""
    kept = await working_copies.of(invoice.id)
    typed = retold(kept.typed, spoken()) if kept else from_invoice(invoice, spoken())
    return await _editing(invoice, typed, kept.edits if kept else 0)


async def sent_in(invoice: Invoice, form: Mapping[str, str]) -> Editing:
    """The editor as a form has it, after the button that was pressed in it."""
    typed = from_form(form, spoken())
    typed["lines"] = moved(typed["lines"], form.get("do", ""), fresh_line(here()))
    return await _editing(invoice, typed, seen(form))


async def brought_back(invoice: Invoice, copy: OverwrittenCopy) -> Editing:
    """The editor as somebody had it, until another saved over it."""
    kept = await working_copies.of(invoice.id)
    return await _editing(invoice, retold(copy.typed, spoken()), kept.edits if kept else 0)


async def keep(editing: Editing, *, over: bool = False) -> None:
    """Write down what was typed, and let the draft say it when it makes sense. Raises Overtaken, Conflict.

    What is wrong is in `errors` afterwards; everything typed is kept all the same.
    """
    editing.edits = await working_copies.keep(editing.invoice, editing.typed, editing.edits, over=over)
    if not editing.errors:
        try:
            await invoices.rewrite(editing.invoice, editing.lines, **editing.words)
        except Unusable as error:
            editing.errors["lines"] = Invalid("lines", error.message, **error.values)


async def _editing(invoice: Invoice, typed: dict[str, Any], edits: int) -> Editing:
    properties = await Property.filter(customer_id=invoice.customer_id).order_by("created_at")
    typed["lines"] = typed["lines"] or [fresh_line(here())]
    return Editing(invoice, typed, edits, properties, reader(here(), invoice.currency, invoice.lines))

"""Invoice: a demand for money. Draft, open, paid, void; everything else about it is computed."""

from tenants.invoices.drafting import copy, fetch_back, held, rewrite, throw_away
from tenants.invoices.invoice import (
    Invoice,
    InvoiceStatus,
    draft,
    letter_facts,
    send,
    upcoming_number,
    void,
    write_letters,
)
from tenants.invoices.reading import ON_HOME, PAGE, Document, Owed, Row, for_customer, older, on_home, one, owed
from tenants.line_items import from_json as line

__all__ = [
    "ON_HOME",
    "PAGE",
    "Document",
    "Invoice",
    "InvoiceStatus",
    "Owed",
    "Row",
    "copy",
    "draft",
    "fetch_back",
    "for_customer",
    "held",
    "letter_facts",
    "line",
    "older",
    "on_home",
    "one",
    "owed",
    "rewrite",
    "send",
    "throw_away",
    "upcoming_number",
    "void",
    "write_letters",
]

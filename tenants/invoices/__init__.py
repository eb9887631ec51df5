"""Invoice: a demand for money. Draft, open, paid, void; everything else about it is computed."""

from tenants.invoices.invoice import DAYS_TO_PAY, Invoice, InvoiceStatus, draft, send, void, write_letters
from tenants.invoices.reading import ON_HOME, PAGE, Document, Owed, Row, for_customer, older, on_home, one, owed
from tenants.line_items import from_json as line

__all__ = [
    "DAYS_TO_PAY",
    "ON_HOME",
    "PAGE",
    "Document",
    "Invoice",
    "InvoiceStatus",
    "Owed",
    "Row",
    "draft",
    "for_customer",
    "line",
    "older",
    "on_home",
    "one",
    "owed",
    "send",
    "void",
    "write_letters",
]

"""Invoice: a demand for money. Draft, open, paid, void; everything else about it is computed."""

from tenants.invoices.invoice import Invoice, InvoiceStatus, draft, line, send, void, write_letters
from tenants.invoices.reading import PAGE, Document, Owed, Row, for_customer, older, one, owed

__all__ = [
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
    "one",
    "owed",
    "send",
    "void",
    "write_letters",
]

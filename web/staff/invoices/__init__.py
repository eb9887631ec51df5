"""Invoices in the console: listed, written, sent, paid by hand and voided."""

from web.staff.invoices import beginnings, drafts, ends, links, payments, record, sending

PAGES = (beginnings, drafts, ends, links, payments, record, sending)

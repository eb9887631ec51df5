"""The pages of documents: invoices and estimates, listed, written, sent and answered, and what they begin with."""

from web.staff import (
    document_settings,
    estimate_answers,
    estimate_beginnings,
    estimate_drafts,
    estimate_links,
    estimate_list,
    estimate_sending,
    estimates,
    invoice_beginnings,
    invoice_drafts,
    invoice_links,
    invoice_sending,
    invoices,
)

PAGES = (
    document_settings,
    estimate_answers,
    estimate_beginnings,
    estimate_drafts,
    estimate_links,
    estimate_list,
    estimate_sending,
    estimates,
    invoice_beginnings,
    invoice_drafts,
    invoice_links,
    invoice_sending,
    invoices,
)

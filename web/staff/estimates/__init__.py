"""Estimates in the console: listed, written, sent and answered."""

from web.staff.estimates import answers, beginnings, book, drafts, links, record, sending

PAGES = (answers, beginnings, book, drafts, links, record, sending)

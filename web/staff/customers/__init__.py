"""Customers in the console: the book of them, each one's page, and their people and properties."""

from web.staff.customers import (
    book,
    bulk_invitations,
    contacts,
    duplicates,
    merging,
    profile,
    properties,
    sights,
    staff_notes,
    views,
)

PAGES = (book, bulk_invitations, contacts, duplicates, merging, profile, properties, sights, staff_notes, views)

"""Reading a list page by page, so that neither memory nor a connection is held for as long as somebody takes it in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting_for
from tenants.list_exports.documents import ESTIMATE_LINES, INVOICE_LINES, INVOICES
from tenants.list_exports.listed import Cells, Listed
from tenants.list_exports.people import CONTACTS, CUSTOMERS, STAFF_NOTES
from tenants.tenant import Tenant

PAGE = 1_000
LISTS: Mapping[str, Listed] = {
    "customers": CUSTOMERS,
    "contacts": CONTACTS,
    "invoices": INVOICES,
    "invoice_lines": INVOICE_LINES,
    "estimate_lines": ESTIMATE_LINES,
    "staff_notes": STAFF_NOTES,
}


class Page(NamedTuple):
    """Rows of the table; `found` is of how many documents or people, `last` the last document, after which to go on."""

    rows: Sequence[Cells]
    found: int
    last: UUID | None


async def exported(tenant: Tenant, kind: str, after: UUID | None = None) -> AsyncIterator[Page]:
    """All rows of one of LISTS, or those after a document, a page to a unit of work: one page at least.

    What changes meanwhile may be in it or not. Raises Unavailable.
    """
    wanted = LISTS[kind]
    key = await _key_of(tenant, wanted, after) if after else wanted.first
    while True:
        async with acting_for(tenant) as unit:
            found = await unit.rows(wanted.sql, tenant.id, *key, PAGE)
        last = found[-1]["id"] if found and wanted.place else None
        yield Page([cells for row in found for cells in wanted.rows(tenant, row)], len(found), last)
        if len(found) < PAGE:
            return
        key = [found[-1][name] for name in wanted.key]


async def _key_of(tenant: Tenant, wanted: Listed, document_id: UUID) -> Sequence[object]:
    async with acting_for(tenant) as unit:
        [row] = await unit.rows(wanted.place, tenant.id, document_id)
    return tuple(row)

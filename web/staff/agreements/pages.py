"""The page of one agreement in the console, for every handler that shows it."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from quart import Response

from tenants import agreements, customers
from tenants.agreements import Agreement
from tenants.customers import Customer
from tenants.errors import NotFound
from web.door import here
from web.pages import page
from web.words.agreements.record import shown

NOTHING: Mapping[str, str] = MappingProxyType({})
BLANK = {"contact": "", "how": "", "field": "", "error": ""}


async def one(agreement_id: UUID) -> Agreement:
    """The agreement of this id, a draft too. Raises NotFound."""
    found = await Agreement.get_or_none(id=agreement_id)
    if found is None:
        raise NotFound
    return found


async def shown_page(
    found: Agreement, status: int = 200, *, notice: str = "", answer: Mapping[str, str] = NOTHING
) -> Response:
    """The agreement with all that belongs to it; `answer` is what was typed of the customer's, and its error."""
    return page(
        "staff/agreements/show.html",
        status,
        place="agreements",
        agreement=shown(
            here(),
            await agreements.desk_copy(found.customer_id, found.id, here().today()),
            await Customer.get(id=found.customer_id),
            await customers.contacts(found.customer_id),
        ),
        notice=notice,
        answer={**BLANK, **answer},
    )

"""News: that something of a company happened, as the database tells it after the commit. Ids and kinds, no more."""

from typing import NamedTuple
from uuid import UUID

CHANNEL = "news"


class News(NamedTuple):
    """Something of the kind `kind` happened to the record `id`; `mark` names the act, the same in every process."""

    tenant_id: UUID
    customer_id: UUID | None
    kind: str
    id: UUID
    mark: str


def told(payload: str) -> News | None:
    """What was said on CHANNEL; None for what is no news."""
    try:
        tenant, customer, kind, record, act = payload.split(" ")
        whose = None if customer == "-" else UUID(customer)
        return News(UUID(tenant), whose, kind, UUID(record), f"{act}-{kind}-{record}")
    except ValueError:
        return None

"""News: that something of a company happened, as the database tells it after the commit. Ids and kinds, no more."""

from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

CHANNEL = "news"


class News(NamedTuple):
    """Something of the kind `kind` happened to the record `id`.

    `mark` stands for the act, the same in every process; whoever sees it learns nothing of another company's.
    """

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
        mark = sha256(f"{act}-{kind}-{record}".encode()).hexdigest()[:32]
        return News(UUID(tenant), whose, kind, UUID(record), mark)
    except ValueError:
        return None

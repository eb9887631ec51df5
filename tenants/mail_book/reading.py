"""One mail with all that is known of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tenants.emails import Delivery
from tenants.errors import NotFound
from tenants.isolation import acting

# `reader_address` is where the person it was for is reached today; nothing when they are gone.
ONE = """
SELECT e.*, customer.name AS customer, contact.email AS reader_address,
       again.id AS again_id, again.created_at AS again_at, first.created_at AS first_at
  FROM email e
  LEFT JOIN customer ON customer.tenant_id = $1 AND customer.id = e.customer_id
  LEFT JOIN contact ON contact.tenant_id = $1 AND contact.id = e.contact_id AND contact.removed_at IS NULL
  LEFT JOIN email again ON again.tenant_id = $1 AND again.resends_id = e.id
  LEFT JOIN email first ON first.tenant_id = $1 AND first.id = e.resends_id
 WHERE e.tenant_id = $1 AND e.id = $2 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. Its columns are attributes too."""

    record: asyncpg.Record
    status: Delivery
    facts: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.record[name]

    @property
    def moved(self) -> bool:
        """Whether the person it was for is reached at another address by now."""
        return self.reader_address not in {None, self.to_address}

    @property
    def happened(self) -> list[tuple[Delivery, datetime]]:
        """What became of it, in its order."""
        steps = [(Delivery.QUEUED, self.created_at), (Delivery.SENT, self.sent_at)]
        settled = [(self.status, self.settled_at)] if self.status not in {Delivery.QUEUED, Delivery.SENT} else []
        return [(what, at) for what, at in [*steps, *settled] if at]


async def one(email_id: UUID) -> Mail:
    """The mail `email_id` of the company. Raises NotFound."""
    row = await acting().row(ONE, acting().tenant.id, email_id)
    if row is None:
        raise NotFound
    return Mail(row, Delivery(row["status"]), orjson.loads(row["facts"]))

"""Records by their age, the newest first, a page at a time: a far page costs what the first one does."""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from tenants.isolation import TenantOwned

Owned = TypeVar("Owned", bound=TenantOwned)


class After(NamedTuple):
    """The last record of the page before, and its age."""

    at: datetime
    id: UUID


async def page(found: QuerySet[Owned], after: After | None, most: int, by: str = "created_at") -> list[Owned]:
    """At most `most` + 1 records, whose age stands in `by`; one too many says that there are more."""
    if after:
        older = Q(Q(**{f"{by}__lt": after.at}), Q(id__lt=after.id), join_type=Q.OR)  # type: ignore[arg-type] # names are free
        found = found.filter(older, **{f"{by}__lte": after.at})
    return await found.order_by(f"-{by}", "-id").limit(most + 1)


def after(last: Any) -> After:
    return After(last.created_at, last.id)

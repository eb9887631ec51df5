"""What every list has: the statement for one page, the heads of its columns, and where a page begins."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tenants.tenant import Tenant

Cells = Sequence[str | Decimal]


@dataclass(frozen=True, slots=True)
class Listed:
    """`sql` finds a page: $1 is the company, then come the values of `key` in the last row before, then how many rows.

    `first` stands before every row. A row found may be several rows of the table, or none. `place` finds the key of one
    document ($2), in lists of what is never deleted.
    """

    sql: str
    heads: Sequence[str]
    key: Sequence[str]
    first: Sequence[object]
    rows: Callable[[Tenant, Any], Iterable[Cells]]
    place: str = ""


def cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")

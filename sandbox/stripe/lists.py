"""Lists: newest first, by cursor, filtered as asked."""

import json
from typing import Any

from sandbox.stripe import store
from sandbox.stripe.errors import invalid, missing
from sandbox.stripe.store import Body

MOST = 100
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(account: str, kind: str, params: dict[str, Any], equal: tuple[str, ...] = (), more: str = "") -> Body:
    """One page of `kind`; parameters named in `equal` must equal the fields of that name; `more` is SQL with AND."""
    where, values = created(params)
    for name in equal:
        if name in params:
            where += f" AND json_extract(body, '$.{name}') = ?"
            values += (params[name],)
    return paged(account, kind, params, where + more, values)


def paged(account: str, kind: str, params: dict[str, Any], where: str, values: tuple[Any, ...]) -> Body:
    """As `page`, filtered by SQL that begins with AND."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= MOST:
        raise invalid("limit", f"This value must be between 1 and {MOST}.", "parameter_invalid_integer")
    is_backwards = "ending_before" in params
    if cursor := params.get("starting_after") or params.get("ending_before"):
        where += f" AND (created, seq) {'>' if is_backwards else '<'} (?, ?)"
        values += _place(account, kind, cursor, "ending_before" if is_backwards else "starting_after")
    rows = _rows(account, kind, where, values, limit + 1, is_backwards=is_backwards)
    data = [store.shown(row) for row in rows[:limit]]
    return {
        "object": "list",
        "data": data[::-1] if is_backwards else data,
        "has_more": len(rows) > limit,
        "url": f"/v1/{kind.replace('.', '/')}s",
    }


def created(params: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The SQL of a `created` filter, a number or comparisons, and its values."""
    wanted = params.get("created", {})
    if isinstance(wanted, int):
        return " AND created = ?", (wanted,)
    return "".join(f" AND created {COMPARISONS[name]} ?" for name in wanted), tuple(wanted.values())


def _rows(
    account: str, kind: str, where: str, values: tuple[Any, ...], limit: int, *, is_backwards: bool
) -> list[Body]:
    if not is_backwards:
        return store.select(account, kind, where, values, limit)
    rows = store.database().execute(
        f"SELECT body FROM objects WHERE account = ? AND kind = ? {where} ORDER BY created, seq LIMIT ?",
        (account, kind, *values, limit),
    )
    return [json.loads(body) for (body,) in rows]


def _place(account: str, kind: str, cursor: str, param: str) -> tuple[int, int]:
    row = (
        store.database()
        .execute("SELECT created, seq FROM objects WHERE id = ? AND account = ? AND kind = ?", (cursor, account, kind))
        .fetchone()
    )
    if row is None:
        raise missing(kind, cursor, param, 400)
    return row[0], row[1]

"""What a list of the API answers: read whole, page by page, and what it asks of the database."""

from typing import Any
from unittest.mock import patch

import asyncpg

from tests.program import Program

WHO_ASKS = ("api_key", "former_slug")
"""Tables by which the company and the program are found."""


async def ids(program: Program, path: str, limit: int = 2) -> list[str]:
    """The ids of a whole list, asked for by pages."""
    found, cursor, mark = [], "", "&" if "?" in path else "?"
    while cursor is not None:
        page = (await program.get(f"{path}{mark}limit={limit}&cursor={cursor}")).said
        assert len(page["data"]) <= limit
        found += [it["id"] for it in page["data"]]
        cursor = page["next_cursor"]
    return found


async def statements(program: Program, path: str) -> list[str]:
    """What one answer asks of what the company owns, but for who asks it."""
    asked, bound = list[str](), asyncpg.Connection._do_execute

    async def noted(connection: Any, query: str, *values: Any, **more: Any) -> Any:
        if "tenant_id" in query and not any(it in query for it in WHO_ASKS):
            asked.append(query)
        return await bound(connection, query, *values, **more)

    with patch.object(asyncpg.Connection, "_do_execute", noted):
        assert (await program.get(path)).status == 200
    assert asked
    return asked

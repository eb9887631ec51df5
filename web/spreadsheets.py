"""Tables as answers: files to be saved, and kept by no cache on the way."""

from collections.abc import AsyncIterator, Iterable, Sequence
from decimal import Decimal

from quart import Response

from tenants.spreadsheets import MARK, lines, written

Cells = Sequence[str | Decimal]


def answered(rows: Iterable[Cells], name: str) -> Response:
    """The table as the file `name`."""
    return _file(Response(written(rows)), name)


async def streamed(heads: Cells, pages: AsyncIterator[Sequence[Cells]], name: str) -> Response:
    """A table of any length as the file `name`, sent page by page as it is read: its handler is `outside`.

    What is wrong with the first page is still a page that says so.
    """
    response = _file(Response(_sent([heads, *await anext(pages)], pages)), name)
    response.timeout = None
    return response


async def _sent(first: Sequence[Cells], others: AsyncIterator[Sequence[Cells]]) -> AsyncIterator[bytes]:
    yield (MARK + lines(first)).encode()
    async for page in others:
        yield lines(page).encode()


def _file(response: Response, name: str) -> Response:
    response.content_type = "text/csv; charset=utf-8; header=present"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

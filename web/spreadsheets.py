"""Tables as answers: files to be saved, and kept by no cache on the way."""

from collections.abc import Iterable, Sequence

from quart import Response

from tenants.spreadsheets import written


def answered(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The table as the file `name`."""
    response = Response(written(rows), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

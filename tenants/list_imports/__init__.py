"""List imports: customers, contacts and invoices brought in from a file, row by row, safe to repeat."""

from tenants.list_imports.columns import COLUMNS, Column, guessed
from tenants.list_imports.list_import import (
    MOST_BYTES,
    ImportKind,
    ImportStatus,
    ListImport,
    begin,
    cancel,
    forget_old,
    one,
    recent,
    refused,
    report,
    start,
    table,
)
from tenants.list_imports.outcome import Outcome
from tenants.list_imports.running import preview, run

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "Column",
    "ImportKind",
    "ImportStatus",
    "ListImport",
    "Outcome",
    "begin",
    "cancel",
    "forget_old",
    "guessed",
    "one",
    "preview",
    "recent",
    "refused",
    "report",
    "run",
    "start",
    "table",
]

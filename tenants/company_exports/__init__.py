"""Company exports: everything a company has, as one file to take away, for a day."""

from tenants.company_exports.company_export import (
    FOLDER,
    CompanyExport,
    ExportStatus,
    begin,
    file_of,
    forget,
    recent,
)
from tenants.company_exports.making import give_up, make
from tenants.company_exports.turn import OutOfReach, Paper, Why, Words

__all__ = [
    "FOLDER",
    "CompanyExport",
    "ExportStatus",
    "OutOfReach",
    "Paper",
    "Why",
    "Words",
    "begin",
    "file_of",
    "forget",
    "give_up",
    "make",
    "recent",
]

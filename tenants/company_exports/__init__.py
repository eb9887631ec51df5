"""Company exports: everything a company has, as one file to take away, for a day."""

from tenants.company_exports.company_export import (
    CompanyExport,
    ExportStatus,
    begin,
    file_of,
    forget,
    recent,
)
from tenants.company_exports.making import make

__all__ = ["CompanyExport", "ExportStatus", "begin", "file_of", "forget", "make", "recent"]

"""List exports: the company's lists as tables, with the heads by which list imports know them again, page by page."""

from tenants.list_exports.exporting import LISTS, PAGE, Page, exported

__all__ = ["LISTS", "PAGE", "Page", "exported"]

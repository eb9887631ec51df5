"""The invoice book: the company's invoices as the console lists and shows them, drafts too."""

from tenants.invoice_book.listing import FIRST, PAGE, After, Filter, Row, listed
from tenants.invoice_book.reading import Mailed, look, mailed

__all__ = ["FIRST", "PAGE", "After", "Filter", "Mailed", "Row", "listed", "look", "mailed"]

"""The payment book: all money that moved, is moving or did not, as the console lists it."""

from tenants.payment_book.listing import FIRST, PAGE, Filter, Row, What, listed
from tenants.payment_book.of_invoice import Line, Sent, lines, refunds

__all__ = ["FIRST", "PAGE", "Filter", "Line", "Row", "Sent", "What", "lines", "listed", "refunds"]

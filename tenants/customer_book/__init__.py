"""The customer book: the company's customers as the console lists them, found by any word, with what they owe."""

from tenants.customer_book.listing import FIRST, PAGE, Filter, Portal, Row, listed

__all__ = ["FIRST", "PAGE", "Filter", "Portal", "Row", "listed"]

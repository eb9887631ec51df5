"""The customer book: the company's customers as the console lists them, found by any word, with what they owe."""

from tenants.customer_book.exporting import LISTS, exported
from tenants.customer_book.listing import FIRST, PAGE, Filter, Portal, Row, listed
from tenants.customer_book.properties import Place, properties, property_called

__all__ = [
    "FIRST",
    "LISTS",
    "PAGE",
    "Filter",
    "Place",
    "Portal",
    "Row",
    "exported",
    "listed",
    "properties",
    "property_called",
]

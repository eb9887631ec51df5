"""The customer book: the company's customers as the console lists them, found by any word, with what they owe."""

from tenants.customer_book.history import PAGE as HISTORY_PAGE
from tenants.customer_book.history import Event, history
from tenants.customer_book.listing import FIRST, PAGE, Filter, Portal, Row, listed, people, people_of
from tenants.customer_book.profile import Person, Profile, profile
from tenants.customer_book.properties import Place, properties, property_called

__all__ = [
    "FIRST",
    "HISTORY_PAGE",
    "PAGE",
    "Event",
    "Filter",
    "Person",
    "Place",
    "Portal",
    "Profile",
    "Row",
    "history",
    "listed",
    "people",
    "people_of",
    "profile",
    "properties",
    "property_called",
]

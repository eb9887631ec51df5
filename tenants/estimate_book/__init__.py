"""The estimate book: the company's estimates as the console lists and shows them, drafts and next versions too."""

from tenants.estimate_book.listing import FIRST, PAGE, After, Filter, Row, listed
from tenants.estimate_book.reading import Next, as_if_sent, look, one, upcoming

__all__ = ["FIRST", "PAGE", "After", "Filter", "Next", "Row", "as_if_sent", "listed", "look", "one", "upcoming"]

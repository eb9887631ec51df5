"""The mail book: every mail of the company, what became of it, and sending it again."""

from tenants.mail_book.again import NEVER_AGAIN, again
from tenants.mail_book.listing import PAGE, Filter, Row, Wanted, listed
from tenants.mail_book.reading import Mail, one

__all__ = ["NEVER_AGAIN", "PAGE", "Filter", "Mail", "Row", "Wanted", "again", "listed", "one"]

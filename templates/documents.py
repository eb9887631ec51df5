"""What a document is called: in a sentence "invoice 1042", at the head of a page "Invoice 1042"."""

from templates.language import gettext as _


def document(about: str, number: str, title: str = "") -> str:
    """The record of the table `about`; without a number, by its title."""
    words = {
        "invoice": _("invoice %(number)s", number=number),
        "estimate": _("estimate %(number)s", number=number),
        "job": _("job %(number)s", number=number),
        "agreement": _("agreement %(number)s", number=number),
        "service_request": _("service request %(number)s", number=number),
    }
    return words.get(about, title).strip() if number or not title else title


def invoice_called(number: str | None) -> str:
    """An invoice at the head of a page; one that was not sent has no number yet."""
    return _("Invoice %(number)s", number=number) if number else _("Draft invoice")

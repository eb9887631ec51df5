"""What the sheets in paper/ are given: a paper's data, the words that stand on the sheet itself, and a code to scan."""

import re
from dataclasses import asdict

from templates.language import gettext as _
from templates.paper import Paper
from templates.qr_code import inline

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "PA", "PR", "VE"})


def contents(data: Paper, url: str, url_words: str, labels: dict[str, str]) -> dict[str, object]:
    """All that its sheet is given; the QR code opens `url`, beside `url_words`, and `labels` stand on the sheet."""
    return (
        asdict(data)
        | setting(data.locale)
        | {
            "logo": data.company.logo and list(data.company.logo),
            "url": url,
            "address": spoken_address(data.portal_url),
            "qr": inline(url),
            "qr_words": url_words,
            "labels": labels
            | {
                "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
                "work_at": _("Work at"),
            },
        }
    )


def line_labels() -> dict[str, str]:
    """The heads of the columns."""
    return {
        "description": _("Description"),
        "quantity": _("Quantity"),
        "unit_price": _("Price"),
        "discount": _("Discount"),
        "tax": _("Tax"),
        "amount": _("Amount"),
    }


def setting(locale: str) -> dict[str, str | None]:
    """What every sheet is told of the reader's locale: language, region and the paper of the country."""
    country = re.search(r"(?<=_)[A-Z]{2}$", locale)
    return {
        "lang": locale.partition("_")[0],
        "region": country and country[0],
        "paper": "us-letter" if country and country[0] in LETTER_COUNTRIES else "a4",
    }


def spoken_address(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")

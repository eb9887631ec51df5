"""The invoice on paper: a tagged PDF letter, set by typst on a thread of its own."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import segno
import typst

FOLDER = Path(__file__).parent / "paper"
LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "CR", "GT", "PA", "PR", "VE"})

MOST_WAITING = 24

# One thread: typst lets go of the interpreter while it sets a page, so requests never wait on paper, and paper takes at
# most one processor from them.
_press = ThreadPoolExecutor(max_workers=1, thread_name_prefix="paper")
_waiting: set[int] = set()


class PressBusy(Exception):
    """More letters wait to be printed than anybody would wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCompany:
    """The sender. `brand` is "#rrggbb", readable on white; `logo` is a PNG or JPEG; empty text is left out."""

    name: str
    address_lines: tuple[str, ...]
    phone: str
    email: str
    brand: str
    tax_id: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line, every figure written out; a column that is empty on all lines is left out."""

    description: str
    quantity: str
    unit_price: str
    amount: str
    discount: str = ""
    tax: str = ""


@dataclass(frozen=True, slots=True)
class TotalRow:
    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PaymentRow:
    date: str
    label: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaper:
    """All that is printed, as text ready to read.

    `state` says where it stands ("due Friday, December 4", "Paid on March 3"); `pay_url` is None when nothing is to be
    paid; `made_at` (aware) dates the file, and the same data gives the same bytes.
    """

    company: PaperCompany
    number: str
    issued: str
    due: str
    bill_to: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    totals: tuple[TotalRow, ...]
    amount_due: str
    state: str
    portal_url: str
    made_at: datetime
    pay_url: str | None = None
    payments: tuple[PaymentRow, ...] = ()
    service_address: tuple[str, ...] = ()
    title: str = "Invoice"
    about: str = ""
    notes: str = ""
    locale: str = "en_US"


async def invoice_pdf(data: InvoicePaper) -> bytes:
    """Set `data` as a PDF/A-2a and PDF/UA-1 letter on the paper of its country, A4 or US letter.

    In a script the fonts lack (Chinese, Japanese, Korean, Thai, emoji) letters are boxes and the file is merely tagged.
    Raises PressBusy when MOST_WAITING letters are before this one.
    """
    if len(_waiting) >= MOST_WAITING:
        raise PressBusy
    _waiting.add(id(data))
    try:
        return await asyncio.get_running_loop().run_in_executor(_press, _print, data)
    finally:
        _waiting.discard(id(data))


def _print(data: InvoicePaper) -> bytes:
    # What JSON does not know, the moment and the raw logo, the page does not read.
    inputs = {"data": json.dumps(_contents(data), default=lambda _: None)}
    made_at = int(data.made_at.timestamp())
    try:
        return _compile(inputs, made_at, archival=True)
    except typst.TypstError:
        # A script the fonts lack may not be archived; a letter with boxes for those letters is better than none.
        return _compile(inputs, made_at, archival=False)


def _compile(inputs: dict[str, str], made_at: int, *, archival: bool) -> bytes:
    pdf = _compiler().compile(
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["a-2a", "ua-1"] if archival else [],
        timestamp=made_at,
    )
    return cast("bytes", pdf)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(FOLDER / "invoice.typ", root=FOLDER, ignore_system_fonts=True)


def _contents(data: InvoicePaper) -> dict[str, object]:
    url = data.pay_url or data.portal_url
    language = data.locale.partition("_")[0]
    country = re.search(r"(?<=_)[A-Z]{2}$", data.locale)
    return asdict(data) | {
        "logo": data.company.logo and list(data.company.logo),
        "lang": language,
        "region": country and country[0],
        "paper": "us-letter" if country and country[0] in LETTER_COUNTRIES else "a4",
        "url": url,
        "address": _spoken(data.portal_url),
        "qr": _qr(url),
        "qr_words": f"Pay {data.amount_due} online" if data.pay_url else "See this invoice online",
    }


@lru_cache(maxsize=256)
def _qr(url: str) -> str:
    # Any mask reads as well; trying all eight takes three times as long and holds the interpreter.
    return segno.make_qr(url, error="m", mask=0).svg_inline(border=0)


def _spoken(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")

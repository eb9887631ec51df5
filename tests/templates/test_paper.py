"""The invoice on paper: a letter that can be read, heard, archived and paid."""

import asyncio
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from templates.paper import PaperCompany, PaperLine, TotalRow
from templates.paper_invoice import InvoicePaper, PaymentRow, invoice_pdf
from tests.patience import a_moment

MM = 25.4 / 72
ACME = PaperCompany(
    name="Acme Heating & Air",
    address_lines=("400 Foundry Street", "Springfield, IL 62701"),
    phone="(217) 555-0100",
    email="hello@acme.example",
    brand="#0b5fa5",
    tax_id="EIN 12-3456789",
)
LINE = PaperLine(description="Annual boiler service", quantity="2", unit_price="$600.00", amount="$1,200.00")
INVOICE = InvoicePaper(
    company=ACME,
    number="INV-1042",
    issued="November 20, 2026",
    due="December 4, 2026",
    bill_to=("Dana Whitfield", "12 Elm Street"),
    lines=(LINE,),
    totals=(
        TotalRow("Subtotal", "$1,200.00"),
        TotalRow("Tax 8.25 %", "$99.00"),
        TotalRow("Total", "$1,299.00", strong=True),
    ),
    payments=(PaymentRow("November 22", "Card", "-$59.00"),),
    amount_due="$1,240.00",
    state="due Friday, December 4",
    portal_url="https://acme.porchlight.example/",
    pay_url="https://acme.porchlight.example/i/kT9wQ2xR7",
    notes="Thank you for your business.",
    made_at=datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC),
)


async def printed(**changes: Any) -> Any:
    return PdfReader(BytesIO(await invoice_pdf(replace(INVOICE, **changes))))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").split())


def a_png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x20\x60\xa0" * 4) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_it_says_all_that_an_invoice_must() -> None:
    text = words(await printed())

    for part in (
        "Acme Heating & Air",
        "EIN 12-3456789",
        "Dana Whitfield 12 Elm Street",
        "Invoice INV-1042",
        "due Friday, December 4",
        "Annual boiler service 2 $600.00 $1,200.00",
        "Tax 8.25 % $99.00",
        "November 22, Card -$59.00",
        "Amount due $1,240.00",
        "Thank you for your business.",
        "Page 1 of 1",
    ):
        assert part in text


async def test_it_carries_the_address_to_pay_at() -> None:
    pdf = await printed()
    links = [note.get_object()["/A"]["/URI"] for note in pdf.pages[0]["/Annots"]]

    assert "Pay $1,240.00 online acme.porchlight.example" in words(pdf)
    assert "kT9wQ2xR7" not in words(pdf)
    assert links == ["https://acme.porchlight.example/i/kT9wQ2xR7"]


async def test_it_asks_for_no_payment_when_nothing_is_due() -> None:
    text = words(await printed(pay_url=None, state="Paid on March 3", amount_due="$0.00"))

    assert "Paid on March 3" in text
    assert "See this invoice online acme.porchlight.example" in text
    assert "Pay $" not in text


async def test_it_is_tagged_titled_and_speaks_its_language() -> None:
    pdf = await printed()
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "en-US"
    assert pdf.metadata
    assert pdf.metadata.title == "Invoice INV-1042, Acme Heating & Air"


async def test_it_claims_to_be_archival_and_accessible() -> None:
    metadata = (await printed()).trailer["/Root"]["/Metadata"].get_data()

    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


async def test_it_embeds_its_fonts() -> None:
    fonts = [font.get_object() for font in (await printed()).pages[0]["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        assert "/FontFile3" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


@pytest.mark.parametrize(("locale", "height"), [("en_US", 792), ("de_DE", 842), ("es_419", 842), ("en", 842)])
async def test_it_takes_the_paper_of_the_country(locale: str, height: int) -> None:
    assert round((await printed(locale=locale)).pages[0].mediabox.height) == height


async def test_it_puts_the_address_in_the_window_of_the_envelope() -> None:
    page = (await printed()).pages[0]
    found: list[tuple[float, float]] = []

    def look(text: str, matrix: list[float], *_: object) -> None:
        if text.startswith(("Dana", "12 Elm")):
            found.append((matrix[4] * MM, (float(page.mediabox.height) - matrix[5]) * MM))

    page.extract_text(visitor_text=look)

    assert len(found) == 2
    assert all(22 < left < 30 and 63.5 < top < 80.4 for left, top in found)


async def test_it_repeats_the_head_of_the_table_on_every_page() -> None:
    pdf = await printed(lines=tuple(replace(LINE, description=f"Visit {n}") for n in range(100)))
    pages = [page.extract_text() for page in pdf.pages]

    assert len(pages) >= 3
    assert all("Description" in page for page in pages[:-1])
    assert f"Page 2 of {len(pages)}" in pages[1]
    assert "Invoice INV-1042" in pages[1]
    assert all(f"Visit {n} 2 $600.00" in " ".join(pages) for n in range(100))


async def test_it_leaves_out_columns_nobody_uses() -> None:
    assert "Discount" not in words(await printed())
    assert "Discount" in words(await printed(lines=(replace(LINE, discount="$5.00"), LINE)))


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        "*b* _i_ `c`",
        "$x$",
        "#import",
        '#read("/etc/passwd")',
        "= H",
        "// no",
        "<l> @l",
        '"\\',
        "{{ 7 }}",
        "%(name)s %s 7%% {0.__class__} {} ${7*7} #{7*7}",
    ],
)
async def test_it_prints_hostile_text_as_it_stands(text: str) -> None:
    pdf = await printed(bill_to=(text,), notes=text, lines=(replace(LINE, description=text),), number=text)

    assert words(pdf).count(text) >= 4


@pytest.mark.parametrize("name", ["Γιώργος", "Иван Петров", "Nguyễn Văn Ánh", "Łukasz Żak", "Zoë O’Brien"])
async def test_it_prints_the_names_of_europe_and_vietnam(name: str) -> None:
    assert name in words(await printed(bill_to=(name,)))


@pytest.mark.parametrize(
    "name", ["דנה כהן", "محمد علي", "田中太郎", "สมชาย", "राम", "Dana 🔧", "👩\u200d🔧", "\x1b[0m", "\ue000"]
)
async def test_it_prints_a_letter_whatever_the_name(name: str) -> None:
    pdf = await printed(bill_to=(name, "12 Elm Street"))

    assert "12 Elm Street" in words(pdf)
    assert pdf.trailer["/Root"]["/StructTreeRoot"]


async def test_it_breaks_a_word_longer_than_its_column() -> None:
    pdf = await printed(lines=(replace(LINE, description="W" * 300),))

    assert "W" * 300 not in pdf.pages[0].extract_text()
    assert pdf.pages[0].extract_text().count("W") >= 300


async def test_it_prints_the_logo() -> None:
    page = (await printed(company=replace(ACME, logo=a_png()))).pages[0]

    assert [image.get_object()["/Width"] for image in page["/Resources"]["/XObject"].values()] == [4]


async def test_it_prints_a_bare_invoice() -> None:
    bare = PaperCompany(name="Bolt", address_lines=(), phone="", email="", brand="#000000")
    pdf = await printed(company=bare, bill_to=(), lines=(), totals=(), payments=(), due="", notes="", pay_url=None)

    assert "Bolt" in words(pdf)


async def test_it_gives_the_same_bytes_for_the_same_invoice() -> None:
    assert await invoice_pdf(INVOICE) == await invoice_pdf(INVOICE)
    assert (await printed()).metadata.creation_date == INVOICE.made_at.replace(microsecond=0)


async def test_it_stays_small() -> None:
    assert len(await invoice_pdf(replace(INVOICE, lines=(LINE,) * 15))) < 60_000


async def test_it_never_holds_up_a_page() -> None:
    slow = replace(INVOICE, lines=(LINE,) * 300)
    printing = asyncio.create_task(invoice_pdf(slow))
    turns = 0
    while not printing.done():
        await a_moment(0.001)
        turns += 1

    assert turns > 20

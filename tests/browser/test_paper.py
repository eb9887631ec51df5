"""A printed invoice is a letter: the document without the portal around it."""

from io import BytesIO

import pytest
from playwright.async_api import expect
from pypdf import PdfReader

from tests.browser.person import DESKTOP, Browse, Person
from tests.till import Till


@pytest.fixture
async def printed(browse: Browse, acme: Till) -> Person:
    """Dana before a printed invoice of $1,240.00."""
    invoice = await acme.invoice(124_000)
    dana = await (await browse(acme.company, **DESKTOP)).sign_in(f"/invoices/{invoice.id}")
    await dana.sees("Furnace repair")
    await dana.page.emulate_media(media="print")
    return dana


async def test_it_prints_the_amount_the_lines_and_who_is_who(printed: Person) -> None:
    paper = PdfReader(BytesIO(await printed.page.pdf(format="Letter")))

    words = paper.pages[0].extract_text()

    assert len(paper.pages) == 1
    for part in ("Furnace repair", "Invoice 1001", "$1,240.00", "Service call", "1 Main Street", "12 Elm Street"):
        assert part in words


async def test_it_leaves_off_paper_what_only_a_screen_can_use(printed: Person) -> None:
    for part in ("nav", "button", ".button", ".skip", ".person", ".up"):
        await expect(printed.page.locator(part).filter(visible=True)).to_have_count(0)


async def test_it_prints_black_on_white_at_night(printed: Person) -> None:
    await printed.page.emulate_media(media="print", color_scheme="dark")

    ground, ink = await printed.page.evaluate(
        "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
    )

    assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert max(map(int, ink.removeprefix("rgb(").rstrip(")").split(","))) < 60

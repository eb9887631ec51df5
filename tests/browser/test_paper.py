"""A printed invoice is a letter: the document without the portal, or the console, around it."""

from io import BytesIO

import pytest
from playwright.async_api import expect
from pypdf import PdfReader

from tenants import invoices, share_links
from tenants.isolation import acting_for
from tests.browser.person import DESKTOP, Browse, Person
from tests.builders import a_share_link
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


async def test_a_void_one_says_so_on_paper_too(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        await invoices.void(invoice)
    dana = await (await browse(acme.company, **DESKTOP)).sign_in(f"/invoices/{invoice.id}")
    await dana.page.emulate_media(media="print")

    await expect(dana.page.locator(".ask .state")).to_have_text("Void")
    await expect(dana.page.locator(".ask .state")).to_be_visible()


async def test_it_leaves_off_paper_what_only_a_screen_can_use(printed: Person) -> None:
    for part in ("nav", "button", ".button", ".skip", ".person", ".up"):
        await expect(printed.page.locator(part).filter(visible=True)).to_have_count(0)


async def test_the_console_prints_what_the_customer_gets_and_no_key_to_it(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice(124_000)
    async with acting_for(acme.tenant):
        link = await a_share_link(invoice, contact_id=acme.company.contact.id)
    olive = await (await browse(acme.company, **DESKTOP)).sign_in_staff(f"/staff/invoices/{invoice.id}")
    await expect(olive.page.locator(f"input[value$='{share_links.address(link)}']")).to_be_visible()
    await olive.page.emulate_media(media="print")

    words = PdfReader(BytesIO(await olive.page.pdf(format="Letter"))).pages[0].extract_text()

    assert all(part in words for part in ("Acme", "Furnace repair", "$1,240.00", "12 Elm Street"))
    assert not any(part in words for part in ("Links", "Emails", "/i/", "As the customer sees it"))


async def test_it_prints_black_on_white_at_night(printed: Person) -> None:
    await printed.page.emulate_media(media="print", color_scheme="dark")

    ground, ink = await printed.page.evaluate(
        "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
    )

    assert ground in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert max(map(int, ink.removeprefix("rgb(").rstrip(")").split(","))) < 60

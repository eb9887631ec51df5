"""After signing in: the page of ours that was wanted, or home; nothing else may steer a redirect."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from tenants.customers import Contact
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.signing_in import a_browser, sign_in_at
from tests.world import World


@pytest.fixture
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        yield opened


EVIL = (
    "//evil.example", "/\\evil.example", "/%09/evil.example", "https:evil.example", "https://evil.example/", "\\\\evil.example",
    "javascript:alert(1)", "data:text/html,x", "//a@evil.example", "/redirect?to=//evil.example", "/%0d%0aSet-Cookie:x=y",
    "/invoices\r\nX: y", "/\t/evil.example", "/invoices/../..//evil.example", "/" + "a" * 2000, "/sign-out", "/sign-in", "/nowhere",
    "invoices", "", "///evil.example", "/%2f/evil.example", "/%5cevil.example", "/.evil.example", "/i/secret", "/accounts",
)  # fmt: skip


@pytest.mark.parametrize("wanted", EVIL)
async def test_it_goes_nowhere_but_to_pages_of_the_portal(
    browser: httpx.AsyncClient, world: World, wanted: str
) -> None:
    answer = await sign_in_at(browser, world.acme, next_path=wanted)

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "wanted", ["/invoices", "/profile", "/invoices?before=x", "/invoices/8d9ccbb9-1c14-4d5e-9b5e-0f7d8a2f6f10"]
)
async def test_it_goes_to_the_page_that_was_wanted(browser: httpx.AsyncClient, world: World, wanted: str) -> None:
    first = await browser.get(wanted)
    start = await browser.get(first.headers["Location"])

    kept, _ = re.findall(r'name="next" value="([^"]*)"', start.text)
    answer = await sign_in_at(browser, world.acme, next_path=unescape(kept))
    assert answer.headers["Location"] == wanted


async def test_it_lands_as_the_customer_the_invoice_belongs_to(browser: httpx.AsyncClient, world: World) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        await Contact.create(customer_id=acme.other_customer.id, name="Dana", email=acme.contact.email)
        invoice = await Invoice.create(customer_id=acme.other_customer.id, number="7", currency="USD")

    answer = await sign_in_at(browser, acme, next_path=f"/invoices/{invoice.id}")
    assert answer.headers["Location"] == f"/invoices/{invoice.id}"
    assert acme.other_customer.name in (await browser.get("/profile")).text

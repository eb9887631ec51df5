"""Answering an estimate: choose, sign, accept, pay the deposit, keep the certificate; by thumb, keyboard and without scripts."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from playwright.async_api import expect
from pypdf import PdfReader

from tenants import share_links
from tenants.estimates import Deposit, Estimate, Item, Option
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.fitness import EVERY_SIZE, is_fit, tab_to
from tests.browser.person import Browse, Person
from tests.builders import a_line, an_estimate
from tests.till import Till

OPTIONS = (
    Option("good", "Good", (Item(a_line(520_000, description="Furnace", tax_rate=825)),)),
    Option("best", "Best", (Item(a_line(940_000, description="Heat pump", tax_rate=825)),), "No gas at all."),
)
FILTERS = Item(
    a_line(2_000, description="Filters", quantity=Decimal(2)),
    key="filters",
    optional=True,
    least=Decimal(1),
    most=Decimal(9),
)
FULL: dict[str, Any] = {
    "title": "New heating",
    "items": (Item(a_line(60_000, description="Removal of the old unit")), FILTERS),
    "options": OPTIONS,
    "terms": "We begin within **two weeks**.",
    "deposit": Deposit(rate=1_000),
}
FETCH = "async href => [...new Uint8Array(await (await fetch(href)).arrayBuffer())]"
# A box is small, its label is what a thumb hits.
SMALL_LABELS = """() => [...document.querySelectorAll("label:has(input)")]
  .filter(it => it.getBoundingClientRect().height < 44).map(it => it.innerText)"""
WORDS = {
    "en": {
        "from": "Total from",
        "terms": "I agree to the terms.",
        "accept": "^Accept and pay the deposit$",
        "paid": "Thank you. Your payment has arrived.",
        "verified": "Verified: unchanged since it was accepted.",
        "deposit": "The deposit of $1,083.55 is paid.",
    },
    "es": {
        "from": "Total desde",
        "terms": "Acepto las condiciones.",
        "accept": "^Aceptar y pagar el anticipo$",
        "paid": "Gracias.",
        "verified": "Verificado: sin cambios desde que se aceptó.",
        "deposit": "El anticipo de $1,083.55 está pagado.",
    },
}


@pytest.fixture
async def estimate(acme: Till) -> Estimate:
    """An estimate with everything there is, waiting for Dana."""
    await Tenant.filter(id=acme.tenant.id).update(signature_required=True)
    await acme.tenant.refresh_from_db()
    async with acting_for(acme.tenant):
        return await an_estimate(acme.company.customer, **FULL)


async def speaking(person: Person, language: str) -> None:
    """The person's browser remembers the language they chose."""
    origin = person.company.tenant.origin.replace("http:", "https:")
    await person.context.add_cookies([{"name": "__Host-language", "value": language, "url": origin, "secure": True}])


async def draw(person: Person) -> None:
    pad = person.page.locator("[data-pad]")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box
    await person.page.mouse.move(box["x"] + 20, box["y"] + 30)
    await person.page.mouse.down()
    for step in range(1, 20):
        await person.page.mouse.move(box["x"] + 20 + step * 10, box["y"] + 30 + step % 2 * 20)
    await person.page.mouse.up()


@pytest.mark.parametrize("language", ["en", "es"])
async def test_it_is_chosen_signed_accepted_and_its_deposit_paid(
    browse: Browse, acme: Till, estimate: Estimate, size: dict[str, Any], language: str
) -> None:
    words = WORDS[language]
    dana = await browse(acme.company, **size)
    await speaking(dana, language)
    await dana.sign_in(f"/estimates/{estimate.id}")
    await dana.sees(words["from"])

    await dana.page.locator("input[value=best]").check()
    await dana.page.get_by_role("spinbutton").fill("3")
    await expect(dana.page.locator("[name=line-filters]")).to_be_checked()
    await expect(dana.page.locator(".headline")).to_have_text(re.compile(r"10,835\.50"))
    await dana.page.get_by_label(words["terms"]).check()
    await expect(dana.page.locator("#name")).to_have_value("Dana Diaz")
    await draw(dana)
    await dana.press(words["accept"])
    await dana.pay_at_stripe()

    await dana.sees(words["paid"])
    await dana.go(f"/estimates/{estimate.id}")
    await dana.sees(words["verified"], words["deposit"])
    await expect(dana.page.locator(".signed path")).to_have_count(1)
    assert await dana.page.evaluate("document.documentElement.lang") == language
    href = await dana.page.locator("a[href$='certificate.pdf']").get_attribute("href")
    certificate = bytes(await dana.page.evaluate(FETCH, href))
    assert "10,835.50" in PdfReader(BytesIO(certificate)).pages[0].extract_text()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", ["waiting", "wrong", "accepted", "list"])
async def test_it_can_be_used_by_everybody(
    browse: Browse, acme: Till, estimate: Estimate, state: str, language: str
) -> None:
    dana = await browse(acme.company)
    await speaking(dana, language)
    await dana.sign_in("/estimates" if state == "list" else f"/estimates/{estimate.id}")
    if state in {"wrong", "accepted"}:
        await dana.page.locator("input[value=good]").check()
        await dana.page.locator("[name=terms]").check()
        await draw(dana)
        if state == "wrong":
            await dana.page.locator("#name").fill(" ")
            await dana.page.locator("form.answer").evaluate("form => { form.noValidate = true }")
        await dana.page.locator("form.answer .primary").click()
    if state == "wrong":
        await expect(dana.page.locator("#name")).to_be_focused()
        await expect(dana.page.locator("[data-pad] path")).to_have_attribute("d", re.compile("^M"))
    if state == "accepted":
        await dana.is_at_stripe()
        await dana.go(f"/estimates/{estimate.id}")
        await expect(dana.page.locator(".proof")).to_be_visible()

    await is_fit(dana, *EVERY_SIZE)


async def test_it_is_answered_by_keyboard_alone(browse: Browse, acme: Till, estimate: Estimate) -> None:
    dana = await browse(acme.company, viewport={"width": 1280, "height": 900}, is_mobile=False)
    await dana.sign_in(f"/estimates/{estimate.id}")

    await tab_to(dana, "Good")
    await dana.page.keyboard.press("Space")
    await tab_to(dana, "I agree to the terms.")
    await dana.page.keyboard.press("Space")
    await tab_to(dana, "Your full name")
    await dana.page.keyboard.type("Dana Diaz")
    await tab_to(dana, "Accept and pay the deposit")
    await dana.page.keyboard.press("Enter")

    await dana.is_at_stripe()


async def test_it_is_answered_without_scripts_by_a_share_link(browse: Browse, acme: Till, estimate: Estimate) -> None:
    async with acting_for(acme.tenant):
        path = share_links.address(await share_links.share(estimate, contact_id=acme.company.contact.id))
    plain = await browse(acme.company, java_script_enabled=False)
    await plain.go(path)
    await expect(plain.page.locator("[data-pad]")).to_be_hidden()

    await plain.page.locator("input[value=good]").check()
    await plain.page.locator("[name=line-filters]").check()
    await plain.press("^Update the total$")
    await expect(plain.page.locator(".headline")).to_have_text("$6,269.00")
    await expect(plain.page.locator("input[value=good]")).to_be_checked()
    await plain.page.get_by_label("I agree to the terms.").check()
    await plain.type("Your full name", "Dana Diaz")
    await plain.press("^Accept and pay")
    await plain.pay_at_stripe()

    await plain.sees("Thank you. Your payment has arrived.")
    await plain.go(path)
    await plain.sees("Dana Diaz accepted this estimate for $6,269.00", "The deposit of $626.90 is paid.")


async def test_it_is_the_choice_that_was_seen_after_going_back(browse: Browse, acme: Till, estimate: Estimate) -> None:
    dana = await browse(acme.company)
    await dana.sign_in(f"/estimates/{estimate.id}")
    await dana.page.locator("input[value=best]").check()

    await dana.go("/estimates")
    await dana.page.go_back()

    picked = await dana.page.locator("input[value=best]").is_checked()
    await expect(dana.page.locator(".headline")).to_have_text("$10,775.50" if picked else "$6,229.00")

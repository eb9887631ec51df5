"""An agreement is read and signed: by eye and ear, by thumb and keyboard, in both languages, with and without scripts."""

from typing import Any

import pytest
from playwright.async_api import expect

from tenants import agreements
from tenants.agreements import Agreement, AgreementStatus
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.fitness import EVERY_SIZE, is_fit, tab_to
from tests.browser.person import DESKTOP, Browse, Person, link_in
from tests.builders import a_signed_agreement, an_agreement
from tests.till import Till

LANGUAGES = {"en": "Agreement", "es": "Contrato"}


async def asked(acme: Till, *, with_signature: bool = True) -> Agreement:
    await Tenant.filter(id=acme.tenant.id).update(signature_required=with_signature)
    acme.tenant.signature_required = with_signature
    async with acting_for(acme.tenant):
        agreement = await an_agreement(acme.company.customer, visits_planned=2, terms="We come **twice**. " * 100)
        await agreements.plan_visits(agreement, acme.tenant.today(), months=6)
    return agreement


async def running(acme: Till) -> Agreement:
    async with acting_for(acme.tenant):
        agreement = await a_signed_agreement(acme.company.contact, visits_planned=2)
        first, _ = await agreements.plan_visits(agreement, acme.tenant.today(), months=6)
        await agreements.mark_visit_done(first, agreement, on=first.planned_on)
    return agreement


async def status(acme: Till, agreement: Agreement) -> AgreementStatus:
    async with acting_for(acme.tenant):
        return (await Agreement.get(id=agreement.id)).status


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_can_use_its_pages(browse: Browse, acme: Till, language: str) -> None:
    async with acting_for(acme.tenant):
        acme.company.contact.language = language
        await acme.company.contact.save()
    to_sign, runs = await asked(acme), await running(acme)
    dana = await (await browse(acme.company)).sign_in()
    for path in ("/agreements", f"/agreements/{to_sign.id}", f"/agreements/{runs.id}"):
        await dana.go(path)
        await dana.sees(LANGUAGES[language])

        assert await dana.page.locator("html").get_attribute("lang") == language
        await is_fit(dana, *EVERY_SIZE)


async def test_it_is_signed_with_a_drawing(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    agreement = await asked(acme)
    dana = await (await browse(acme.company, **size)).sign_in(f"/agreements/{agreement.id}")

    await dana.page.get_by_label("I agree to the terms.").check()
    await dana.type("Your full name", "Dana Diaz")
    await draw(dana)
    await dana.press("^Sign the agreement$")

    await dana.sees("Signed by Dana Diaz", "Verified: unchanged since it was signed.")
    await expect(dana.page.get_by_label("Signature drawn by Dana Diaz")).to_be_visible()
    assert await dana.mail(f"agreement {agreement.number} is signed")
    assert await dana.mail(f"Dana Diaz signed agreement {agreement.number}", to=acme.company.owner.email)


async def test_it_is_signed_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    agreement = await asked(acme)
    dana = await (await browse(acme.company, **DESKTOP)).sign_in(f"/agreements/{agreement.id}")

    await tab_to(dana, "I agree to the terms.")
    await dana.page.keyboard.press("Space")
    await tab_to(dana, "Your full name")
    await dana.page.keyboard.type("Dana Diaz")
    await tab_to(dana, "Sign the agreement")
    await dana.page.keyboard.press("Enter")

    await dana.sees("Signed by Dana Diaz")


@pytest.mark.parametrize("with_signature", [True, False])
async def test_it_is_answered_without_scripts(browse: Browse, acme: Till, with_signature: bool) -> None:
    agreement = await asked(acme, with_signature=with_signature)
    plain = await browse(acme.company, java_script_enabled=False)
    await plain.go(link_in(await plain.ask_for_link(f"/agreements/{agreement.id}")))
    await plain.press("^Sign in as d")

    await plain.page.get_by_label("I agree to the terms.").check()
    if with_signature:
        await plain.type("Your full name", "Dana Diaz")
    await plain.press("^(Sign|Accept) the agreement$")

    await plain.sees("Signed by Dana Diaz")
    assert await status(acme, agreement) is AgreementStatus.SIGNED


async def test_whoever_comes_second_sees_the_answer(browse: Browse, acme: Till) -> None:
    agreement = await asked(acme, with_signature=False)
    dana = await (await browse(acme.company)).sign_in(f"/agreements/{agreement.id}")
    beside = await dana.another_tab()
    await beside.go(f"/agreements/{agreement.id}")

    await beside.page.get_by_label("I agree to the terms.").check()
    await beside.press("^Accept the agreement$")
    await beside.sees("Signed by Dana Diaz")
    await dana.page.get_by_text("Decline", exact=True).click()
    await dana.press("^Decline this agreement$")

    await dana.sees("This agreement was answered or changed in the meantime.", "Signed by Dana Diaz")


async def draw(person: Person) -> None:
    pad = person.page.locator("[data-pad]")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box
    x, y, mouse = box["x"] + box["width"] / 4, box["y"] + box["height"] / 3, person.page.mouse
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move(x + box["width"] / 3, y + box["height"] / 4, steps=6)
    await mouse.up()

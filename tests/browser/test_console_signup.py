"""From the base domain to a branded portal: sign up, choose a color and a logo, and see what customers see."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from settings import settings
from tests.browser.fitness import EVERY_SIZE, is_fit
from tests.browser.person import Browse, Person
from tests.signing_up import a_form
from tests.tenants.test_logos import a_logo
from tests.world import World


async def signed_up(ann: Person, form: dict[str, str]) -> None:
    """The form, filled in as people do, and the mail."""
    await ann.go(f"{settings().base_url}/sign-up")
    await ann.type("Your company", form["name"])
    await ann.type("Your name", form["owner_name"])
    await ann.type("Your email address", form["email"])
    await ann.type("Address of your portal", form["slug"])
    await ann.sees("This address is free.")
    await ann.press("^Go on$")
    await ann.sees("Check your email")
    letter = await ann.mail("confirm your email", to=form["email"])
    link = re.search(r"^http\S+/sign-up/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    await ann.go(link[0])
    await ann.sees("Your portal is ready")
    await ann.press("^Go on as")
    await ann.sees("Getting started")


async def test_a_company_signs_up_and_its_portal_looks_like_it(
    browse: Browse, world: World, size: dict[str, Any], tmp_path: Path
) -> None:
    form, logo = a_form(name="Blue Heron Pools"), tmp_path / "logo.png"
    logo.write_bytes(a_logo("#0f766e"))
    ann = await browse(world.acme, **size)
    await signed_up(ann, form)

    await ann.page.get_by_role("button", name="Color #0f766e").click()
    await ann.sees("2 of 7 steps done")
    await is_fit(ann)
    await ann.page.get_by_role("link", name="Change").first.click()
    await ann.page.get_by_label("Your logo").set_input_files(logo)
    await expect(ann.page).to_have_url(re.compile("/staff/start$"))
    await ann.press("^Fill in$")
    await ann.type("Phone", "(555) 010-4477")
    await ann.press("^Save$")
    await ann.sees("3 of 7 steps done")
    await ann.press("^Open ")

    await expect(ann.page.get_by_role("img", name="Blue Heron Pools")).to_be_visible()
    await ann.sees("(555) 010-4477")


async def test_the_currency_follows_the_country_until_it_is_chosen(browse: Browse, world: World) -> None:
    ann = await (await browse(world.acme)).go(f"{settings().base_url}/sign-up")
    await ann.page.get_by_text("Where you work:").click()

    await ann.page.get_by_label("Country").select_option("JP")
    await expect(ann.page.get_by_label("Currency")).to_have_value("JPY")
    await ann.page.get_by_label("Currency").select_option("CHF")
    await ann.page.get_by_label("Country").select_option("DE")

    await ann.sees("Germany, Swiss Franc (CHF)")


async def test_the_color_is_looked_at_while_it_is_picked(browse: Browse, world: World, size: dict[str, Any]) -> None:
    ann = await browse(world.acme, **size)
    await signed_up(ann, a_form())
    await ann.press("Choose logo and color")

    await ann.page.get_by_label("Your color").last.fill("#ffe600")
    await ann.sees("Made darker, so that it can be read")
    shown = ann.page.locator(".handset.shown-light .primary")
    for of_portal_or_mail in (shown.first, shown.last):
        await expect(of_portal_or_mail).not_to_have_css("background-color", "rgb(31, 95, 139)")
    await is_fit(ann)
    await ann.go(str(ann.page.url).replace("/staff/settings/branding?from=start", "/staff/settings/business"))
    await is_fit(ann)


async def test_the_base_domain_is_fit_for_everybody(browse: Browse, world: World) -> None:
    ann = await browse(world.acme)
    for path in ("/", "/sign-up", "/find", "/find/sent"):
        await ann.go(f"{settings().base_url}{path}")
        await is_fit(ann, *EVERY_SIZE)

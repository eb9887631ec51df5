"""One's own page: details, address, mail and sessions; and a statement to take along."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.browser.person import Browse, Letter, Person
from tests.till import Till
from tests.world import World


def link_in(letter: Letter) -> str:
    found = re.search(r"^http\S+/email-change/\S+", letter["TextBody"], re.MULTILINE)
    assert found, letter["TextBody"]
    return found[0]


async def reads_in(world: World, language: str) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(language=language)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
async def somebody(browse: Browse, world: World, size: dict[str, Any], request: pytest.FixtureRequest) -> Person:
    """Dana signed in, on a phone and a desktop, with scripts and without."""
    dana = await browse(world.acme, **size)
    await dana.sign_in()
    return dana if request.param else await without_scripts(browse, dana, size)


async def without_scripts(browse: Browse, dana: Person, size: dict[str, Any]) -> Person:
    plain = await browse(dana.company, **size, java_script_enabled=False)
    await plain.context.add_cookies(await dana.context.cookies())  # type: ignore[arg-type]
    return plain


async def test_it_changes_ones_details(somebody: Person) -> None:
    await somebody.go("/profile")
    await somebody.type("Phone", "call me")
    await somebody.press("^Save$")
    await somebody.sees("Please type a phone number")

    await somebody.type("Phone", "+1 217 555 0100")
    await somebody.page.get_by_label("Language of pages and mail").select_option("es")
    await somebody.press("^Save$")

    await somebody.sees("Sus datos están guardados.", "Su perfil")
    await expect(somebody.page.get_by_label("Teléfono")).to_have_value("+1 217 555 0100")


async def test_it_changes_the_address_through_both_mailboxes(somebody: Person) -> None:
    old = somebody.email
    new = old.replace("dana", "new")  # of this story alone: the others have letters of their own
    await somebody.go("/profile")
    await somebody.page.get_by_text("Change the address").click()
    await somebody.type("New email address", new)
    await somebody.press("Send the link")
    await somebody.sees("We sent a link to", new)
    await somebody.mail("a new address was asked for", to=old)

    await somebody.go(link_in(await somebody.mail("is this your new address", to=new)))
    await somebody.press("Yes, use this address")

    await somebody.sees("Your address is changed.", new)
    await somebody.sees_no(old)
    await somebody.mail("your address was changed", to=old)


async def test_the_old_mailbox_stops_it(browse: Browse, dana: Person) -> None:
    await dana.go("/profile")
    await dana.page.get_by_text("Change the address").click()
    await dana.type("New email address", "thief@example.com")
    await dana.press("Send the link")
    await dana.sees("We sent a link to")
    elsewhere = await browse(dana.company)

    await elsewhere.go(link_in(await dana.mail("a new address was asked for")))
    await elsewhere.press("Stop the change")
    await elsewhere.sees("Nothing was changed")

    await dana.go("/profile")
    await dana.sees("Email me a link")


async def test_it_chooses_its_mail(somebody: Person) -> None:
    await somebody.go("/profile")
    await somebody.page.get_by_label("Receipts for payments and refunds").uncheck()
    await somebody.press("Save the choice")

    await somebody.sees("Your choice is saved.")
    await expect(somebody.page.get_by_label("Receipts for payments and refunds")).not_to_be_checked()
    await expect(somebody.page.get_by_label("Invoices and sign-in links")).to_be_disabled()


async def test_it_signs_out_everywhere(browse: Browse, dana: Person) -> None:
    other = await (await browse(dana.company)).sign_in()
    await dana.go("/profile")
    await dana.press("Sign out everywhere")
    await dana.is_at("/sign-in")

    await other.go("/invoices")

    await other.sees("Email me a link")


@pytest.mark.parametrize(("language", "words"), [("en", "Statement"), ("es", "Estado de cuenta")])
async def test_it_takes_a_statement_along(
    browse: Browse, acme: Till, world: World, size: dict[str, Any], language: str, words: str
) -> None:
    await acme.invoice(124_000)
    await reads_in(world, language)
    dana = await (await browse(world.acme, **size)).sign_in("/invoices")
    await dana.press("^(Statement of a period|Estado de cuenta de un período)$")
    await dana.sees(words, "$1,240.00")

    await dana.press("^(Last year|El año pasado)$")
    await dana.sees("$0.00")
    await dana.page.go_back()
    async with dana.page.expect_download() as download:
        await dana.press("CSV")

    assert (await download.value).suggested_filename.startswith("statement-")


async def test_it_keeps_a_wrong_day_and_leads_to_it(dana: Person) -> None:
    await dana.go("/statement?from=2026-03-01&to=2026-01-01")

    await expect(dana.page.get_by_label("First day")).to_have_value("2026-03-01")
    await expect(dana.page.get_by_label("First day")).to_be_focused()

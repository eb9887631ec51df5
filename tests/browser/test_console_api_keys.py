"""An owner makes a key for a program, copies it, finds it in the list, and stops the program again."""

import re
from typing import Any

from playwright.async_api import expect

from tenants import api_keys, team
from tenants.api_keys import Access, Scope
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.browser.fitness import is_fit
from tests.browser.person import Browse, Person
from tests.builders import a_staff_member
from tests.till import Till
from tests.world import Company

PAGE = "/staff/settings/api-keys"


async def a_stopped_key(company: Company) -> None:
    """Its maker was an owner, and is none any more."""
    mel = await a_staff_member(company, Role.OWNER)
    async with acting_for(company.tenant):
        await api_keys.make("Website", {Scope.SERVICE_REQUESTS: Access.WRITE}, mel.id)
        await team.change_role(mel.id, Role.ADMIN, company.owner.id)


async def allowed(company: Company, secret: str) -> dict[Scope, Access] | None:
    async with acting_for(company.tenant):
        holder = await api_keys.find(secret)
    return dict(holder.scopes) if holder else None


async def picks(olive: Person, noun: str, access: str) -> None:
    await olive.page.get_by_role("radiogroup", name=noun).get_by_label(access, exact=True).check()


async def test_a_key_is_made_copied_listed_and_revoked(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    company = acme.company
    olive = await browse(company, **size)
    await olive.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await olive.sign_in_staff("/staff/settings")
    await olive.press("^API keys")
    await olive.sees("Let your other programs in", "Nobody needs one to use the portal.")
    await is_fit(olive)
    await olive.press("^Make a key$")
    await is_fit(olive)

    await olive.type("Which program is it for?", "Bookkeeping")
    await expect(olive.page.get_by_text("With their visits")).to_be_hidden()
    await olive.page.get_by_label("Only what I pick").check()
    await is_fit(olive)
    await olive.press("^Make the key$")
    await olive.sees("Please allow the key something.")
    await is_fit(olive)
    await picks(olive, "Customers", "Read")
    await picks(olive, "Invoices", "Read and write")
    await olive.press("^Make the key$")
    await olive.sees("The key for Bookkeeping", "it is not shown again")
    await is_fit(olive)

    await olive.press("^Copy the key$")
    await olive.sees("Copied")
    secret = await olive.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"pl_[A-Za-z0-9_-]{43}", secret)
    assert await allowed(company, secret) == {Scope.CUSTOMERS: Access.READ, Scope.INVOICES: Access.WRITE}
    await olive.page.reload()
    await olive.sees("Bookkeeping", "was shown once, when it was made")
    await olive.sees_no(secret)
    await is_fit(olive)
    letter = await olive.mail("an API key was made for Bookkeeping", to=company.owner.email)
    assert secret not in str(letter)

    await a_stopped_key(company)
    await olive.go(PAGE)
    await olive.sees("Reads customers; reads and writes invoices", f"{secret[:9]}…", "Works", "Stopped")
    await is_fit(olive)
    await olive.press("^Bookkeeping")
    await olive.press("^Revoke the key$")
    await olive.sees("Bookkeeping stops at once")
    await is_fit(olive)
    await olive.press("^Revoke the key$")
    await olive.sees("Revoked")
    await is_fit(olive)
    assert await allowed(company, secret) is None


async def test_without_scripts_and_by_keyboard_the_choice_is_all_there(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    somebody = await (await browse(acme.company, **size)).sign_in_staff()
    olive = await browse(acme.company, **size, java_script_enabled=False)
    await olive.context.add_cookies(await somebody.context.cookies())  # type: ignore[arg-type]
    await olive.go(f"{PAGE}/new")
    await olive.type("Which program is it for?", "Tally")
    await olive.page.keyboard.press("Tab")
    await olive.page.keyboard.press("Space")
    await olive.page.keyboard.press("ArrowDown")
    await olive.page.keyboard.press("ArrowDown")
    await olive.page.keyboard.press("Tab")
    await olive.page.keyboard.press("ArrowDown")
    await olive.press("^Make the key$")

    secret = await olive.page.get_by_label("API key", exact=True).input_value()
    assert await allowed(acme.company, secret) == {Scope.CUSTOMERS: Access.READ}

"""A customer from the first line to looking through their eyes: written down, invited, seen, and why they do not see."""

from typing import Any

from tenants.customers import Customer
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.builders import a_draft
from tests.till import Till


async def test_a_customer_is_written_down_invited_and_looked_at(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    olive = await (await browse(acme.company, **size)).sign_in_staff("/staff/customers")
    await olive.press("Add a customer")
    await olive.type("Name", "Robin Roe")
    await olive.type("Billing address", "3 Birch Lane\nSpringfield")
    await olive.press("^Save$")
    await olive.sees("Robin Roe", "Owes nothing", "Nobody yet")

    await olive.press("Add a contact")
    await olive.type("Name", "Robin Roe")
    email = f"robin@{acme.company.tenant.slug}.example"
    await olive.type("Email address", email)
    await is_fit(olive)
    await olive.press("^Save$")
    await olive.sees("The invitation is on its way.", "Invited")
    await olive.press("Add a property")
    await olive.page.get_by_label("What you call it").fill("Lake house")
    await olive.press("^Save$")
    await olive.sees("The property is added.", "Lake house")
    await olive.type("A new note", "Has a dog.")
    await olive.press("Keep the note")
    await olive.sees("The note is kept.", "Has a dog.")
    await is_fit(olive)

    letter = await olive.mail("Acme", to=email)
    assert f"Enter your email address, {email}," in letter["TextBody"]

    await olive.press("View as customer")
    await olive.sees("You see what Robin Roe sees of Robin Roe", "Hello, Robin")
    await olive.sees_no("Has a dog.")
    await olive.go("/profile")
    await olive.press("^Save")
    await olive.sees("You are only looking")
    await olive.go("/invoices")
    await is_fit(olive)
    await olive.press("Back to the console")
    await olive.sees("You look at your own console again.", "Portal looked at as Robin Roe")


async def test_why_they_cannot_see_it(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    async with acting_for(acme.company.tenant):
        customer = await Customer.get(id=acme.company.customer.id)
        draft = await a_draft(customer)
    olive = await (await browse(acme.company, **size)).sign_in_staff(f"/staff/customers/{customer.id}")
    await olive.press("What do they see")
    await olive.sees("They can sign in to the portal", "They were never invited")

    await olive.page.locator(f'a[href*="{draft.id}"]').click()
    await olive.sees("They do not see this document in the portal", "It is a draft.")
    await is_fit(olive)


async def test_several_are_invited_at_once(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await (await browse(acme.company, **size)).sign_in_staff("/staff/customers")
    await olive.page.get_by_label("Pick Dana Diaz").check()
    await olive.page.get_by_label("Pick Casey Cole").check()
    await olive.sees("2 picked")
    await is_fit(olive)
    await olive.press("^Invite to Portal$")
    await olive.sees("2 of 2 written", "All are on their way.")
    assert await olive.mail("Acme", to=acme.company.other_contact.email)

"""The owner signs in and decides about the portal, on a phone and at a desk; the page is fit for everybody."""

from typing import Any

from playwright.async_api import expect

from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.till import Till


async def test_the_owner_hides_a_section(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    dana = await (await browse(acme.company)).sign_in("/agreements")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/settings/client-portal")
    await olive.sees("Everything is shown.")

    await olive.page.get_by_label("Agreements", exact=True).uncheck()
    await olive.press("^Save$")
    await olive.sees("Hidden: Agreements.", "Agreements switched off")
    await dana.go("/agreements")
    await dana.sees("There is nothing here")

    await is_fit(olive)


async def test_whoever_writes_while_the_portal_is_switched_off_loses_nothing(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    invoice = await acme.invoice()
    dana = await (await browse(acme.company, **size)).sign_in(f"/invoices/{invoice.id}")
    await dana.type("Questions? Write to us here.", "What is this for?")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/settings/client-portal")
    portal = olive.page.get_by_label("Customers can use the portal")
    await portal.uncheck()
    await olive.press("^Save$")
    await olive.sees("switched off")

    await dana.press("Send message")
    await dana.sees("Our portal is closed at the moment", "Nothing is lost", acme.tenant.phone)
    await is_fit(dana)

    await portal.check()
    await olive.press("^Save$")
    await olive.sees("Everything is shown.")
    await (await dana.another_tab()).sign_in()
    await dana.page.go_back()
    await expect(dana.page.get_by_label("Questions? Write to us here.")).to_have_value("What is this for?")
    await dana.press("Send message")
    await dana.is_at(f"/invoices/{invoice.id}#messages")
    await dana.sees("What is this for?")
    dana.complaints.clear()  # of a note that the page was opened, when nobody was let in

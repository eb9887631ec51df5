"""Dana owes Acme money, and pays."""

from typing import Any

from playwright.async_api import expect

from tests.browser.person import Browse, Person, link_in
from tests.till import Till
from tests.world import World


async def test_it_takes_a_forgotten_portal_to_a_paid_invoice(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    invoice = await acme.invoice(124_000)
    dana = await browse(acme.company, **size)

    letter = await dana.ask_for_link()
    await dana.go(link_in(letter))
    await dana.sees("Hello, Dana", "You owe", "$1,240.00")
    await dana.press("See and pay")
    await dana.press("Furnace repair")
    await dana.is_at(f"/invoices/{invoice.id}")
    await dana.press("Pay \\$1,240.00")
    await dana.press("Pay \\$1,240.00")

    await dana.is_at(f"/invoices/{invoice.id}?payment=returned")
    await dana.sees("Thank you. Your payment has arrived.", "Visa •••• 4242")
    await expect(dana.page.get_by_role("button", name="Pay")).to_have_count(0)
    assert await acme.status(invoice) == "paid"

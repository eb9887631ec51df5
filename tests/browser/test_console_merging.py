"""Two customers who are one: found, compared, merged for good; and the person at both goes on in the portal."""

from typing import Any

from tenants.customers import Customer
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.builders import an_invoice
from tests.tenants.merging.deed import the_same_person
from tests.till import Till


async def test_two_who_are_one_are_found_and_merged(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    async with acting_for(acme.company.tenant):
        await the_same_person(acme.company, approve=False)
        bill = await an_invoice(acme.company.customer, 4_200)
    olive = await (await browse(acme.company, **size)).sign_in_staff("/staff/customers")
    await olive.press("Find duplicates")
    await olive.sees("Possible duplicates", "Dana Diaz", "In common: email address")
    await is_fit(olive)
    await olive.press("Not the same")
    await olive.sees("These are two.", "No duplicates found")
    await is_fit(olive)
    await olive.press("Take that back")

    await olive.go(f"/staff/customers/{acme.company.other_customer.id}")
    await olive.sees("May be the same as Dana Diaz.")
    await is_fit(olive)
    await olive.press("^Merge$")
    await olive.sees("Choose who is the same as Casey Cole.", "In common: email address")
    await is_fit(olive)
    await olive.page.locator("#list a").first.click()
    await olive.sees("Becomes part of it", "with the rights of either", "New to them here: Answers.", "$42.00")
    await is_fit(olive)

    await olive.type("To confirm, type the name", "Casey")
    await olive.press("Merge for good")
    await olive.sees("Type the name as it stands here: Dana Diaz")
    await is_fit(olive)
    await olive.type("To confirm, type the name", "Dana Diaz")
    await olive.press("Merge for good")
    await olive.sees("Both are one customer now.", "Casey Cole", "Owes $42.00", "Dana Diaz merged into this customer")
    await is_fit(olive)

    await olive.go(f"/staff/customers/{acme.company.customer.id}")
    await olive.sees("Casey Cole", bill.number)
    async with acting_for(acme.company.tenant):
        assert await Customer.filter(id=acme.company.customer.id).count() == 0

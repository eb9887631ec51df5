"""A company ends and is kept, in a browser: the owner by name and by one press, customers before a closed door."""

from typing import Any

from playwright.async_api import expect

from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.till import Till

PAGE = "/staff/settings/data/deletion"


async def test_a_company_ends_and_is_kept_after_all(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    company = acme.company
    olive, dana = await browse(company, **size), await browse(company, **size)
    await olive.sign_in_staff("/staff/settings/data")
    await olive.press("^Delete the company")
    await olive.sees("What happens")
    await is_fit(olive)
    await olive.type(f"Type {company.tenant.name} to go on", "Somebody else")
    await olive.press("^Delete in two weeks$")
    await olive.sees("Please type the name of your company")

    await olive.type(f"Type {company.tenant.name} to go on", company.tenant.name)
    await olive.press("^Delete in two weeks$")
    await olive.sees("Everything is deleted after")
    await is_fit(olive)
    letter = await olive.mail("is deleted after", to=company.owner.email)
    assert f"{company.tenant.origin}{PAGE}" in letter["TextBody"]

    await dana.go("/invoices")
    await dana.sees("This portal is closed")
    await expect(dana.page.get_by_role("link", name=f"Call {company.tenant.phone}")).to_be_visible()
    await is_fit(dana)

    await olive.go("/staff/customers")
    await olive.sees("Everything here is deleted after")
    await is_fit(olive)
    await olive.press("^Keep the company$")
    await expect(olive.page.get_by_text("is deleted after")).to_have_count(0)
    await olive.mail("stays", to=company.owner.email)
    await dana.go("/")
    await dana.sees("Your email address")

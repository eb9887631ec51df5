"""What a company sets up in a browser: the address of its portal is handed on."""

from typing import Any

from tests.browser.person import Browse
from tests.browser.test_console_work import enter, fit_for_everybody
from tests.till import Till


async def test_the_address_is_copied_and_the_page_says_so(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await olive.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await enter(olive, acme.company, "/staff/settings/share")

    await olive.press("^Copy the address$")
    await olive.sees("Copied")

    assert await olive.page.evaluate("navigator.clipboard.readText()") == acme.company.tenant.origin
    await fit_for_everybody(olive)

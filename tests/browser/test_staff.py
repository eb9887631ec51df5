"""The owner signs in and decides about the portal, on a phone and at a desk; the page is fit for everybody."""

import re
from itertools import product
from typing import Any

from tests.browser.person import Browse
from tests.browser.test_access import AXE, SCHEMES, SIZES, SMALLEST, TOO_SMALL, violations, width_at
from tests.till import Till


async def test_the_owner_hides_a_section(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    dana = await (await browse(acme.company)).sign_in("/agreements")
    olive = await browse(acme.company, **size)
    await olive.go("/staff")
    await olive.type("Your email address", acme.company.owner.email)
    await olive.press("Email me a link")
    letter = await olive.mail("sign-in link", to=acme.company.owner.email)
    link = re.search(r"^http\S+/staff/sign-in/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    await olive.go(link[0])
    await olive.sees("Needs your attention")
    await olive.go("/staff/settings/client-portal")
    await olive.sees("Everything is shown.")

    await olive.page.get_by_label("Agreements", exact=True).uncheck()
    await olive.press("^Save$")
    await olive.sees("Hidden: Agreements.", "Agreements switched off")
    await dana.go("/agreements")
    await dana.sees("There is nothing here")

    assert [it for it in await olive.page.evaluate(TOO_SMALL) if "checkbox" not in it] == []  # its label is the target
    await olive.page.evaluate(AXE)
    for window, scheme in product(SIZES, SCHEMES):
        assert await violations(olive, window, scheme) == []
    assert await width_at(olive, SMALLEST) <= SMALLEST

"""What a company sets up in a browser: the address is handed on, and leads to a domain of its own."""

import re
from typing import Any

import httpx

from tenants import own_domains
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse
from tests.patience import PATIENCE
from tests.till import Till


async def test_the_address_is_copied_and_the_page_says_so(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await olive.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await olive.sign_in_staff("/staff/settings/share")

    await olive.press("^Copy the address$")
    await olive.sees("Copied")

    assert await olive.page.evaluate("navigator.clipboard.readText()") == acme.company.tenant.origin
    await is_fit(olive)


async def test_a_portal_is_used_at_a_domain_of_its_own(
    browse: Browse, acme: Till, size: dict[str, Any], sandbox: str
) -> None:
    name = f"portal.{acme.company.tenant.slug}.localhost"
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/settings/domain")
    await olive.type("Your domain", name)
    await olive.press("^Go on$")
    await olive.sees("Please enter these two records")
    await is_fit(olive)

    async with acting_for(acme.tenant):
        claimed = await own_domains.current()
    assert claimed
    for told in (
        {"name": own_domains.proof_name(name), "kind": "TXT", "values": [own_domains.proof_text(claimed)]},
        {"name": name, "kind": "CNAME", "values": [acme.company.tenant.first_host]},
    ):
        httpx.post(f"{sandbox}/dns/control", json=told, timeout=PATIENCE).raise_for_status()
    await olive.press("^Check now$")
    await olive.sees("In use")

    dana = await browse(acme.company, **size)
    await dana.go("/")
    await dana.page.wait_for_url(re.compile(re.escape(name)))
    await dana.type("Your email address", acme.company.contact.email)
    await dana.press("Email me a link")
    letter = await dana.mail("sign-in link", to=acme.company.contact.email)
    link = re.search(rf"^http://{re.escape(name)}\S+/sign-in/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    await dana.go(link[0])
    await dana.page.wait_for_url(lambda url: "sign-in" not in url)
    await dana.page.goto(f"{acme.company.tenant.first_origin}/invoices")
    await dana.sees("Invoices")
    assert name in dana.page.url

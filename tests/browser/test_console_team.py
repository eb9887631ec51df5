"""The owner sets up a second step, invites somebody and reads what happened; every page is fit for everybody."""

import re
import time
from base64 import b32decode
from itertools import product
from typing import Any

from tenants.second_factor import code
from tests.browser.person import Browse, Person
from tests.browser.test_access import AXE, SCHEMES, SIZES, SMALLEST, TOO_SMALL, violations, width_at
from tests.till import Till


async def comes_in(olive: Person, email: str) -> None:
    """By the door, with the link that was mailed last."""
    before = len([it for it in olive.postmark.messages(email) if "sign-in link" in it["Subject"]])
    await olive.go("/staff/sign-in")
    await olive.type("Your email address", email)
    await olive.press("Email me a link")
    letters = await olive.mails("sign-in link", to=email, most_before=before)
    link = re.search(r"^http\S+/staff/sign-in/\S+", letters[0]["TextBody"], re.MULTILINE)
    assert link
    await olive.go(link[0])
    await olive.page.wait_for_url(lambda url: "/sign-in" not in url)


async def is_fit(person: Person) -> None:
    """For thumbs, at 320 px, and for axe by day and night."""
    assert [it for it in await person.page.evaluate(TOO_SMALL) if "checkbox" not in it and "radio" not in it] == []
    await person.page.evaluate(AXE)
    for window, scheme in product(SIZES, SCHEMES):
        assert await violations(person, window, scheme) == []
    assert await width_at(person, SMALLEST) <= SMALLEST


async def test_a_second_step_from_the_first_to_the_next_sign_in(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    email = acme.company.owner.email
    olive = await browse(acme.company, **size)
    await comes_in(olive, email)
    await olive.go("/staff/me")
    await is_fit(olive)
    await olive.press("Set it up")
    await olive.press("^Begin$")
    await olive.page.get_by_text("Or type the key").click()
    await is_fit(olive)
    words = await olive.page.locator(".secret").inner_text()
    secret = b32decode(words.replace(" ", ""))

    await olive.type("Code", code.code(secret, code.step_at(time.time())))
    await olive.press("^Go on$")
    await olive.sees("Your recovery codes")
    await is_fit(olive)
    recovery = await olive.page.locator(".recovery-codes code").first.inner_text()
    await olive.press("I have kept them")
    await olive.go("/staff/me")
    await olive.sees("10 recovery codes are left.")

    await olive.press("^Sign out$")
    await comes_in(olive, email)
    await olive.sees("One more step")
    await is_fit(olive)
    await olive.type("Code", "nothing")
    await olive.press("^Go on$")
    await olive.sees("That code does not count.")
    await olive.type("Code", recovery)
    await olive.press("^Go on$")
    await olive.go("/staff/me")
    await olive.sees("9 recovery codes are left.")


async def test_the_team_is_invited_changed_and_looked_up(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await comes_in(olive, acme.company.owner.email)
    await olive.go("/staff/team")
    await is_fit(olive)
    await olive.press("Invite somebody")
    await is_fit(olive)
    await olive.type("Name", "Mel Mason")
    await olive.type("Email address", "mel@example.com")
    await olive.press("Send the invitation")
    await olive.sees("Mel Mason", "Invited")
    await is_fit(olive)

    letter = await olive.mail("invites you to", to="mel@example.com")
    way_in = re.search(r"^http\S+/staff/sign-in\S+", letter["TextBody"], re.MULTILINE)
    assert way_in
    mel = await browse(acme.company, **size)
    await mel.go(way_in[0])
    await mel.press("Email me a link")
    await mel.sees("Check your email")

    await olive.press("Withdraw the invitation")
    await olive.sees("Removed lately", "Mel Mason")
    await olive.go("/staff/audit")
    await olive.sees("Withdrew the invitation to the team", "Invited to the team", "Signed in")
    await is_fit(olive)
    await olive.go("/staff/confirm")
    await olive.go("/staff/more")
    await is_fit(olive)

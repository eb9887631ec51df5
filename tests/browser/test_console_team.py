"""The owner sets up a second step, invites somebody and reads what happened; every page is fit for everybody."""

import re
import time
from base64 import b32decode
from typing import Any

from playwright.async_api import expect

from tenants.isolation import acting_for
from tenants.second_factor import code
from tenants.staff import Role, StaffMember
from tests.browser.fitness import is_fit
from tests.browser.haste import without_haste
from tests.browser.person import Browse, Person, code_in
from tests.builders import a_staff_member
from tests.till import Till
from tests.web.staff.sign_in.test_confirm import grown_old


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


async def types_code(olive: Person, shown: str) -> None:
    await olive.page.get_by_label("Code", exact=True).fill(shown)


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

    await types_code(olive, code.code(secret, code.step_at(time.time())))
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
    await types_code(olive, "nothing")
    await olive.press("^Go on$")
    await olive.sees("That code does not count.")
    await types_code(olive, recovery)
    await olive.press("^Go on$")
    await olive.go("/staff/me")
    await olive.sees("9 recovery codes are left.")


async def test_the_team_is_invited_changed_and_looked_up(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    new = f"mel.{olive.email}"  # of this story alone
    await olive.sign_in_staff()
    await olive.go("/staff/team")
    await is_fit(olive)
    await olive.press("Invite somebody")
    await is_fit(olive)
    await olive.type("Name", "Mel Mason")
    await olive.type("Email address", new)
    await olive.press("Send the invitation")
    await olive.sees("Mel Mason", "Invited")
    await is_fit(olive)

    letter = await olive.mail("invites you to", to=new)
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


async def test_a_demoted_admin_with_an_open_form_changes_nothing(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    ada_is = await a_staff_member(acme.company, Role.ADMIN)
    ada, olive = await browse(acme.company, **size), await browse(acme.company, **size)
    await ada.sign_in_staff(email=ada_is.email)
    await ada.go("/staff/settings/client-portal")
    await ada.page.get_by_label("Jobs", exact=True).uncheck()
    await olive.sign_in_staff()
    await olive.go(f"/staff/team/{ada_is.id}")
    await olive.page.locator("input[value=member]").check()
    await olive.press("Change the role")
    await olive.sees("Member")

    await ada.press("^Save$")
    await ada.sees("You have been signed out", "Nothing was changed.")
    await ada.sign_in_staff(email=ada_is.email)
    await ada.go("/staff/settings/client-portal")
    await ada.sees("Your role in the company does not allow this.")


async def test_a_demoted_admin_loses_nothing_of_what_a_member_may_write(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    ada_is = await a_staff_member(acme.company, Role.ADMIN)
    ada, olive = await browse(acme.company, **size), await browse(acme.company, **size)
    await ada.sign_in_staff(email=ada_is.email)
    await ada.go("/staff/customers/new")
    await ada.type("Name", "Robin Roe")
    await ada.type("Billing address", "3 Birch Lane")
    await olive.sign_in_staff()
    await olive.go(f"/staff/team/{ada_is.id}")
    await olive.page.locator("input[value=member]").check()
    await olive.press("Change the role")
    await olive.sees("Member")

    await ada.press("^Save$")
    await ada.sees("You have been signed out", "what you typed is still there")
    async with ada.context.expect_page() as opened:
        await ada.press("^Sign in$")
    await Person(acme.company, ada.context, await without_haste(await opened.value), ada.postmark).sign_in_staff(
        email=ada_is.email
    )
    await ada.page.go_back()
    await expect(ada.page.get_by_label("Billing address")).to_have_value("3 Birch Lane")
    await ada.press("^Save$")
    await ada.sees("Robin Roe", "Owes nothing")


async def test_what_was_typed_is_still_there_after_proving_who_it_is(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    heir = await a_staff_member(acme.company, Role.ADMIN)
    async with acting_for(acme.company.tenant):
        await StaffMember.filter(id=heir.id).update(joined_at=heir.created_at)
    olive, email = await browse(acme.company, **size), acme.company.owner.email
    await comes_in(olive, email)
    await olive.go(f"/staff/team/{heir.id}/hand-over")
    await olive.type("To go on, type the name", "Acme")
    await grown_old(acme.company)
    await olive.press("Hand over the company")
    await olive.sees("Please confirm that it is you", "Nothing was changed.")

    async with olive.context.expect_page() as opened:
        await olive.press("^Confirm$")
    proving = Person(acme.company, olive.context, await without_haste(await opened.value), olive.postmark)
    before = len(await olive.mails("sign-in link", to=email))
    await proving.press("Email me a code")
    await proving.type("The code from the email", code_in((await olive.mails("sign-in link", email, before))[0]))
    await proving.press("^Confirm$")
    await proving.sees("becomes the owner")

    await olive.page.go_back()
    await expect(olive.page.get_by_label("To go on, type the name")).to_have_value("Acme")
    await olive.press("Hand over the company")
    await olive.sees("Team")
    async with acting_for(acme.company.tenant):
        assert (await StaffMember.get(id=heir.id)).role is Role.OWNER

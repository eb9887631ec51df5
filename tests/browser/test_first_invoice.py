"""From signing up to the first paid invoice, as somebody new goes there; what it takes stands in docs/first-invoice.md."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from settings import settings
from tests.browser.person import Browse, Person
from tests.signing_up import a_form
from tests.tenants.test_logos import a_logo
from tests.world import World

DOCUMENT = Path(__file__).parents[2] / "docs/first-invoice.md"
ROW = re.compile(r"^\| (\w[^|]+?) +\| +(\d+) +\| +(\d+) +\|", re.MULTILINE)
TOGETHER = re.compile(r"^\| \*\*together\*\* +\| +\*\*(\d+)\*\* +\| +\*\*(\d+)\*\* +\|", re.MULTILINE)
IN_A_MAIL = re.compile(r"^http\S+/(?:sign-up|i)/\S+", re.MULTILINE)


class Tally:
    """What people press and type into, counted by the stretch of the way they are on."""

    def __init__(self) -> None:
        self.stretch = ""
        self.taken: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def pressed(self, times: int = 1) -> None:
        self.taken[self.stretch][0] += times

    def typed(self) -> None:
        self.taken[self.stretch][1] += 1


class Hand:
    """Somebody's hand on their own phone or at their desk."""

    def __init__(self, person: Person, tally: Tally) -> None:
        self.person, self.page, self.tally = person, person.page, tally

    async def press(self, words: str) -> None:
        await self.person.press(words)
        self.tally.pressed()

    async def type(self, label: str, text: str) -> None:
        await self.page.get_by_label(label).first.fill(text)
        self.tally.typed()

    async def choose(self, label: str, file: Path) -> None:
        """The button for a file, and the file."""
        await self.page.get_by_label(label).set_input_files(file)
        self.tally.pressed(2)

    async def follow_mail(self, about: str, to: str) -> None:
        """Open the mail, and press its button."""
        found = IN_A_MAIL.search((await self.person.mail(about, to=to))["TextBody"])
        assert found
        await self.person.go(found[0])
        self.tally.pressed(2)


async def signs_up(ann: Hand, form: dict[str, str]) -> None:
    ann.tally.stretch = "a company that stands"
    await ann.person.go(settings().base_url)
    await ann.press("^Set up your portal$")
    await ann.type("Your company", form["name"])
    await ann.type("Your name", form["owner_name"])
    await ann.type("Your email address", form["email"])
    await ann.person.sees("This address is free.")
    await ann.press("^Go on$")
    await ann.person.sees("Check your email")
    await ann.follow_mail("confirm your email", form["email"])
    await ann.press("^Go on as")
    await ann.person.sees("1 of 7 steps done")


async def brands(ann: Hand, logo: Path) -> None:
    ann.tally.stretch = "its color, logo and address"
    await ann.press("^Color #0f766e$")
    await ann.press("^Change$")
    await ann.choose("Your logo", logo)
    await expect(ann.page).to_have_url(re.compile("/staff/start$"))
    await ann.press("^Fill in$")
    await ann.type("Phone", "(555) 010-4477")
    await ann.type("Email", "office@heron.example")
    await ann.type("Postal address", "7 Mill Lane\nSpringfield, IL 62701")
    await ann.press("^Save$")
    await ann.person.sees("3 of 7 steps done")


async def connects(ann: Hand) -> None:
    ann.tally.stretch = "Stripe connected"
    await ann.press("^Connect Stripe$")
    await ann.press("^Connect with Stripe$")
    await ann.press("^Complete$")
    await ann.person.sees("Your customers can pay online.")
    await ann.press("^Go on setting up$")
    await ann.person.sees("4 of 7 steps done")


async def invites(ann: Hand, email: str) -> None:
    ann.tally.stretch = "the first customer, invited"
    await ann.press("^Add a customer$")
    await ann.type("Name", "Martha Cole")
    await ann.type("Email address", email)
    await ann.type("Billing address", "88 Elm Street\nSpringfield, IL 62701")
    await ann.press("^Save$")
    await ann.person.sees("the invitation is on its way", "Invited")
    assert (await ann.person.mail("your client portal", to=email))["Subject"].startswith("Heron Pools")


async def bills(ann: Hand) -> None:
    ann.tally.stretch = "the first invoice, sent"
    await ann.press("^New invoice$")
    await ann.type("What it is for", "Pump replaced")
    await ann.type("Description", "Pump and two hours of work")
    await ann.type("Unit price", "245")
    await ann.press("^Go on to sending$")
    await ann.person.sees("Who gets it", "Martha Cole")
    await ann.press("^Send it$")
    await ann.person.sees("is on its way to Martha Cole.", "Due")


async def pays(martha: Hand, email: str) -> None:
    martha.tally.stretch = "the customer pays"
    await martha.follow_mail("$245.00", email)
    await martha.press(r"^Pay \$245\.00$")
    await martha.person.is_at_stripe()
    await martha.press("^Pay")
    await martha.person.sees("Thank you. Your payment has arrived.")


async def test_it_takes_what_the_document_says(
    browse: Browse, world: World, size: dict[str, Any], tmp_path: Path
) -> None:
    name = f"Heron Pools {uuid4().hex[:6]}"  # whose address is free, and fills itself in
    form, logo, tally = a_form(name=name), tmp_path / "logo.png", Tally()
    logo.write_bytes(a_logo("#0f766e"))
    ann, martha = Hand(await browse(world.acme, **size), tally), Hand(await browse(world.acme, **size), tally)
    cole = f"martha-{form['slug']}@cole.example"

    await signs_up(ann, form)
    await brands(ann, logo)
    await connects(ann)
    await invites(ann, cole)
    await bills(ann)
    await ann.page.evaluate("window.isStillTheSame = true")
    await pays(martha, cole)

    await ann.person.sees("Updated at", "paid by Visa •••• 4242", "Paid")
    assert await ann.page.evaluate("window.isStillTheSame")
    written = {row[1]: [int(row[2]), int(row[3])] for row in ROW.finditer(DOCUMENT.read_text())}
    assert dict(tally.taken) == written
    assert TOGETHER.findall(DOCUMENT.read_text()) == [
        tuple(str(sum(column)) for column in zip(*written.values(), strict=True))
    ]

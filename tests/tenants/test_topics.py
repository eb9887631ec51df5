"""What letters are about: every letter has its topic or always comes."""

from tenants.topics import LETTERS, Topic, offered
from tests.rules import ROOT
from tests.world import World

FIXED = {
    "bank_payment_returned",
    "email_change_confirm",
    "email_change_requested",
    "email_changed",
    "bank_payment_to_verify",
    "invoice_reminder",
    "invoice_sent",
    "portal_invitation",
    "sign_in",
}


def test_every_letter_to_a_contact_has_chosen() -> None:
    letters = {path.name.removesuffix(".subject.txt") for path in (ROOT / "templates/emails").glob("*.subject.txt")}

    assert {it for it in letters if not it.startswith(("staff_", "site_"))} == set(LETTERS)


def test_bills_sign_in_and_the_address_always_come() -> None:
    assert {letter for letter, topic in LETTERS.items() if topic is None} >= FIXED


async def test_it_offers_nothing_of_a_hidden_section(world: World) -> None:
    world.acme.tenant.shows_estimates = False

    assert Topic.ESTIMATES not in offered(world.acme.tenant)
    assert Topic.MESSAGES in offered(world.acme.tenant)

"""Every letter the code writes: its three parts are there, and it is given all the words it says."""

from datetime import UTC, datetime
from uuid import UUID

from tenants import share_links, sign_in
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.ledger import Refund
from tenants.payments import entries
from tenants.payments.settle import _came_back, _started
from tenants.sign_in import MagicLink
from tenants.stripe_gateway import Charge, Dispute, Refunded
from tests.builders import a_draft, an_attempt, an_invoice
from tests.rules import ROOT, first_arguments, parsed, python_files
from tests.world import Company, World
from workers import emails
from workers.sign_in import send_sign_in_mail

NOW = datetime.now(UTC)


def test_every_letter_has_a_subject_a_text_and_a_page() -> None:
    parts = {ROOT / f"templates/emails/{it}.{part}" for it in letters() for part in ("subject.txt", "txt", "html")}

    assert {path.name for path in parts if not path.exists()} == set()


async def test_every_letter_has_all_the_words_it_says(world: World) -> None:
    await write_every_letter(world.acme)

    async with acting_for(world.acme.tenant):
        drafts = await emails._drafts([email.id for email in await Email.all()])
    company = emails._company(world.acme.tenant)
    mails = [emails._write(world.acme.tenant, company, draft) for draft in drafts]

    assert {mail.tag for mail in mails} == letters()
    assert all(mail.subject and mail.text and mail.html for mail in mails)


def letters() -> set[str]:
    """The name of every letter that some line of the code writes."""
    passes_on = ROOT / "tenants/payments/letters.py"
    return {
        letter
        for path in python_files("tenants", "web", "workers")
        if path != passes_on
        for letter in first_arguments(parsed(path), "write", "tell_customer", "tell_staff")
    }


async def write_every_letter(company: Company) -> None:
    """Have happen what each letter tells of."""
    async with acting_for(company.tenant):
        await share_links.send(await a_draft(company.customer))
        await _have_money_moved(company)
        await sign_in.request_link(company.contact.email, browser="b" * 43, network=None)
        link = await MagicLink.all().get()
    await send_sign_in_mail(company.tenant, str(link.id))


async def _have_money_moved(company: Company) -> None:
    invoice = await an_invoice(company.customer)
    attempt = await an_attempt(invoice, method="Visa •••• 4242", moved_at=NOW, expected_on=NOW.date(), intent_id="pi")
    await _started(invoice, attempt)
    await _came_back(invoice, attempt)
    await entries.charged(invoice, attempt, _charge(attempt.amount))
    await entries.refunded(invoice, attempt, _refund("re_made_at_stripe"))
    ours = await Refund.create(
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        attempt_id=attempt.id,
        amount=1,
        reason=entries.OVERPAYMENT,
    )
    await entries.refunded(invoice, attempt, _refund("re_made_here", ours.id))
    await entries.disputed(invoice, attempt, _dispute())


def _charge(amount: int) -> Charge:
    return Charge("ch", amount, "USD", NOW, "pi", "Visa •••• 4242", None, True, False, (), False)


def _refund(stripe_id: str, ours: UUID | None = None) -> Refunded:
    return Refunded(stripe_id, 1, "succeeded", NOW, "pi", ours)


def _dispute() -> Dispute:
    return Dispute("dp", 1, NOW, "pi", NOW, is_withdrawn=False, is_reinstated=False, is_closed=False)

"""Every letter the code writes: its three parts are there, and it is given all the words it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

from tenants import (
    agreements,
    company_deletions,
    deposits,
    email_changes,
    estimates,
    invitations,
    jobs,
    letterhead,
    messages,
    own_domains,
    reminders,
    second_factor,
    service_requests,
    share_links,
    sign_in,
    team,
)
from tenants.activity import Activity
from tenants.agreements import Answerer
from tenants.company_deletions.letters import write
from tenants.company_exports import CompanyExport, making
from tenants.email_changes import EmailChange
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, Refund
from tenants.own_domains import DomainStatus, OwnDomain, proving
from tenants.payments import entries
from tenants.payments.settle import _came_back, _started, _tell
from tenants.reminders import reminding
from tenants.second_factor.setting_up import now_step
from tenants.service_requests import Urgency
from tenants.sign_in import MagicLink
from tenants.sign_in.session import begin
from tenants.sign_in.staff_session import begin as begin_as_staff
from tenants.stripe_connection import State, connection
from tenants.stripe_gateway import Charge, Dispute, Refunded
from tenants.tenant import Tenant
from tests.builders import (
    a_draft,
    a_job,
    a_line,
    a_service_request,
    a_signed_agreement,
    a_thread,
    a_visit,
    about_invoice,
    an_agreement,
    an_api_key,
    an_attempt,
    an_estimate,
    an_invoice,
    as_staff,
    estimate_contents,
    what_is_asked,
)
from tests.forms import Reader
from tests.rules import ROOT, first_arguments, parsed, python_files
from tests.world import Company, World
from workers import emails
from workers.postmark import Message
from workers.sign_in import send_sign_in_mail

NOW = datetime.now(UTC)
EVIL = """"'><x-canary onfocus='x'>{{77777*77777}}\r\nBcc: eve@evil.example"""
PLACES = "Mö%s %(name)s%(company)s 7%% {0.__class__}{}{{7*7}}{%x%}${7*7}#{7*7}$&$`"
CHOSEN = {"estimate_sent", "estimate_revised"}
"""Of which the code writes one or the other, and so names neither where it writes."""
ESTIMATE_OPTIONS = tuple(
    estimates.Option(key, key.title(), (estimates.Item(a_line(price)),))
    for key, price in (("good", 100), ("best", 200))
)


def test_every_letter_has_a_subject_a_text_and_a_page() -> None:
    parts = {ROOT / f"templates/emails/{it}.{part}" for it in letters() for part in ("subject.txt", "txt", "html")}

    assert {path.name for path in parts if not path.exists()} == set()


async def test_every_letter_has_all_the_words_it_says(world: World) -> None:
    await write_every_letter(world.acme)

    mails = await _mails(world.acme)

    assert {mail.tag for mail in mails} == letters()
    assert all(mail.subject and mail.text and mail.html for mail in mails)


async def test_a_name_is_a_name_in_every_letter_and_neither_markup_nor_a_header(world: World) -> None:
    acme = world.acme
    acme.tenant.address = acme.customer.billing_address = acme.property.address = EVIL.splitlines()[0]
    async with acting_for(acme.tenant):
        for named in (acme.tenant, acme.owner, acme.customer, acme.contact, acme.property):
            named.name = EVIL if named is not acme.tenant else EVIL.splitlines()[0]
            await named.save()
    await write_every_letter(acme)

    for mail in await _mails(acme):
        page = Reader("")
        page.feed(mail.html)
        assert "x-canary" not in page.tags, mail.tag
        assert "onfocus" not in page.attributes, mail.tag
        assert not [it for it in (mail.html, mail.text, mail.subject) if "6049261729" in it], mail.tag
        assert [len(it.splitlines()) for it in (mail.subject, mail.from_, mail.to)] == [1, 1, 1], mail.tag
        assert "\nBcc:" not in mail.text, mail.tag


async def test_what_would_be_a_place_for_words_is_none_in_a_name(world: World) -> None:
    """Words are filled in once, into sentences of ours: never into what somebody is called, in any language."""
    acme = world.acme
    async with acting_for(acme.tenant):
        for named in (acme.tenant, acme.owner, acme.customer, acme.contact, acme.property):
            named.name = PLACES
            await named.save()
    await write_every_letter(acme)

    for language in ("en", "es"):
        for mail in await _mails(acme, language):
            assert PLACES in mail.text, (language, mail.tag)
            for part in (mail.subject, mail.text, unescape(mail.html), mail.from_):
                assert part.count(PLACES) == part.count(PLACES[:4]), (language, mail.tag, part)


async def _mails(company: Company, language: str = "") -> list[Message]:
    """All that was written, as it is sent."""
    async with acting_for(company.tenant):
        drafts = await emails._drafts([email.id for email in await Email.all()])
    if language:
        drafts = [replace(draft, locale=f"{language}_US") for draft in drafts]
    head = letterhead.in_mail(company.tenant)
    return [emails._write(company.tenant, head, draft) for draft in drafts]


def letters() -> set[str]:
    """The name of every letter that some line of the code writes."""
    passes_on = {ROOT / "tenants/payments/letters.py", ROOT / "tenants/dns_lookup.py"}
    return CHOSEN | {
        letter
        for path in python_files("tenants", "web", "workers", "papers")
        if path not in passes_on
        for letter in first_arguments(parsed(path), "write", "tell_customer", "tell_staff")
    }


async def write_every_letter(company: Company) -> None:
    """Have happen what each letter tells of."""
    async with acting_for(company.tenant):
        await share_links.send(await a_draft(company.customer))
        await _have_money_moved(company)
        await invitations.invite(company.contact)
        await _have_agreements_answered(company)
        await _have_estimates_answered(company)
        await _have_messages_written(company)
        await _have_work_done(company)
        await _have_service_asked_for(company)
        await _have_the_team_changed(company)
        await as_staff(company.owner, an_api_key(company))
        await _have_a_domain_lost(company)
        await _have_the_company_end(company)
        asked = await CompanyExport.create(staff_member_id=company.owner.id)
        await making._write(asked, 2)
        await sign_in.request_link(company.contact.email, browser="b" * 43, network=None)
        link = await MagicLink.all().get()
    await send_sign_in_mail(company.tenant, str(link.id))
    await _have_an_address_changed(company)


async def _have_estimates_answered(company: Company) -> None:
    by = estimates.Answerer(company.customer.id, company.contact.name, contact_id=company.contact.id)
    told = {"deposit": estimates.Deposit(rate=1_000), "options": ESTIMATE_OPTIONS}
    estimate = await estimates.draft(company.customer, estimate_contents())
    await share_links.send_estimate(estimate, note="Any questions?\nCall us.")
    await estimates.request_changes(estimate.id, by, 1, reason="Without the filter, please.")
    await estimates.revise(estimate, estimate_contents(**told))
    await share_links.send_estimate(estimate)
    await deposits.accept(estimate.id, by, estimates.Acceptance(2, estimates.Choice("good")))
    await estimates.decline((await an_estimate(company.customer)).id, by, 1, reason="Too much.")
    late = await an_estimate(company.customer, at=NOW - timedelta(days=40))
    await estimates.request_fresh(late.id, by, 1)
    for answer in await estimates.EstimateAnswer.all():
        await estimates.tell_staff(answer.id)


async def _have_the_company_end(company: Company) -> None:
    """And keep it, so that the letters to its customers go."""
    await as_staff(company.owner, company_deletions.schedule(company.tenant.name))
    ending = await Tenant.get(id=company.tenant.id)
    await write("staff_deletion_reminder", ending, key="x", path="/staff")
    await as_staff(company.owner, company_deletions.keep())


async def _have_the_team_changed(company: Company) -> None:
    await team.invite(team.Invited("Mel Mason", "mel@example.com"), company.owner.id)
    _, reference = await begin_as_staff(company.owner.email, "")
    olive = await sign_in.find_staff(reference)
    assert olive
    await second_factor.begin(olive.staff_member_id)
    begun = await second_factor.begun(olive.staff_member_id)
    assert begun
    await second_factor.prove_begun(olive, second_factor.code.code(begun.secret, await now_step()))
    await second_factor.say_lost(olive)
    await second_factor.end_lost(olive.staff_member_id)


async def _have_a_domain_lost(company: Company) -> None:
    domain = await own_domains.claim(f"portal.{company.tenant.slug}.example")
    await OwnDomain.filter(id=domain.id).update(status=DomainStatus.VERIFIED, failures=proving.MOST_FAILURES)
    await proving._write_down(company.tenant, domain.id, proving.NO_TEXT)


async def _have_messages_written(company: Company) -> None:
    invoice = await an_invoice(company.customer)
    await a_thread(company, invoice)
    await messages.answer(about_invoice(invoice), company.owner, "For the new pump.")


async def _have_work_done(company: Company) -> None:
    job = await a_job(company.customer)
    visit = await a_visit(job, asks_confirmation=True, note="Gas is off.")
    await jobs.reschedule(visit, visit.starts_at + timedelta(days=1), visit.ends_at + timedelta(days=1))
    await jobs.confirm(job.customer_id, job.id, visit.id, visit.sequence, by=company.contact.name)
    await jobs.tell_staff(visit.id)
    await jobs.complete(job)


async def _have_service_asked_for(company: Company) -> None:
    wished = [{"on": "2026-12-01", "part": part} for part in service_requests.PARTS_OF_DAY]
    asked = await a_service_request(company.contact, property_id=company.property.id, wished=wished)
    await service_requests.edit(asked, what_is_asked(urgency=Urgency.URGENT), by="Dana Diaz")
    await service_requests.withdraw(asked, by="Dana Diaz")
    asked = await a_service_request(company.contact)
    await service_requests.acknowledge(asked, by="Olive Owner")
    await service_requests.decline(asked, "We do not work on roofs.", by="Olive Owner")
    for event in await Activity.filter(about="service_request", verb__in=["submitted", "changed", "withdrawn"]):
        await service_requests.tell_staff(event.id)


async def _have_an_address_changed(company: Company) -> None:
    """Changed, and asked for once more: only what can still be decided is mailed."""
    contact = company.other_contact
    async with acting_for(company.tenant):
        session_id, _ = await begin(contact.email, "Safari on iPhone")
        await email_changes.ask(contact.id, session_id, "casey.new@example.com")
        await email_changes.confirm((await EmailChange.get()).confirm_secret, session_id)
        await email_changes.ask(contact.id, session_id, "casey.newer@example.com")


async def _have_agreements_answered(company: Company) -> None:
    signed = await a_signed_agreement(company.contact)
    declined = await an_agreement(company.customer)
    await agreements.decline(
        declined, Answerer(company.contact.id, company.contact.name), seen=declined.fingerprint, reason="We are moving."
    )
    for agreement in (signed, declined):
        await agreements.tell_staff(agreement.id)


async def _have_money_moved(company: Company) -> None:
    invoice = await an_invoice(company.customer)
    attempt = await an_attempt(invoice, method="Visa •••• 4242", moved_at=NOW, expected_on=NOW.date(), intent_id="pi")
    waiting = await an_attempt(
        await an_invoice(company.customer), status="requires_action", checkout_url="https://stripe"
    )
    await _tell(await Invoice.get(id=waiting.invoice_id), waiting, AttemptStatus.OPEN)
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
    await entries.refunded(invoice, attempt, _refund("re_came_back", status="failed"))
    await entries.disputed(invoice, attempt, _dispute())
    await entries.disputed(invoice, attempt, _dispute(is_closed=True, outcome="won"))
    await reminders.change(reminders.Schedule(is_on=True, days=(0,), most=3))
    await connection._note(company.tenant, State.ACTIVE, connection.Found(State.RESTRICTED, False, False))
    await reminding._remind((await an_invoice(company.customer)).id, 0)


def _charge(amount: int) -> Charge:
    return Charge("ch", amount, "USD", NOW, "pi", "Visa •••• 4242", None, True, False, (), False)


def _refund(stripe_id: str, ours: UUID | None = None, status: str = "succeeded") -> Refunded:
    return Refunded(stripe_id, 1, status, NOW, "pi", ours)


def _dispute(*, is_closed: bool = False, outcome: str = "") -> Dispute:
    return Dispute(
        "dp", 1, NOW, "pi", NOW, is_withdrawn=False, is_reinstated=False, is_closed=is_closed, outcome=outcome
    )

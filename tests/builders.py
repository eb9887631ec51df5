"""One line for each thing a test needs: an_invoice(...), a_share_link(...)."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from tenants import (
    activity,
    agreements,
    api_keys,
    estimates,
    invoices,
    jobs,
    list_imports,
    merging,
    messages,
    numbering,
    own_domains,
    service_requests,
    share_links,
    staff_notes,
    working_copies,
)
from tenants.actor import Actor, acts
from tenants.agreements import Agreement, Answerer, Cadence, Contents
from tenants.api_keys import Access, ApiKey, Scope
from tenants.api_keys.answers import ApiAnswer
from tenants.company_exports import CompanyExport
from tenants.customer_views import CustomerView
from tenants.customers import Contact, Customer
from tenants.email_changes import EmailChange
from tenants.email_changes.email_change import digest
from tenants.emails import Email
from tenants.estimates import Estimate, EstimateAnswer, EstimateVersion
from tenants.founding import Wanted
from tenants.invoices import Invoice
from tenants.isolation import TenantOwned, acting_for
from tenants.jobs import Assignment, CalendarFeed, Job, Visit, calendar_feed
from tenants.ledger import Kind, LedgerEntry, PaymentAttempt, Refund
from tenants.line_items import Line
from tenants.list_imports import ImportKind, ListImport
from tenants.list_imports import Outcome as ListOutcome
from tenants.list_imports.list_import import ListImportRow
from tenants.logos import Logo
from tenants.merging import MergedCustomer, ToldApart
from tenants.messages import About, Message, ReplyAddress, Thread
from tenants.photos import Photo
from tenants.reminders import Outcome, Reminder, ReminderStep
from tenants.second_factor import SecondFactor
from tenants.service_requests import Asked, ServiceRequest, Urgency
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink, Purpose, Session
from tenants.staff import Role, StaffMember
from tenants.uploads import Upload
from tenants.working_copies import OverwrittenCopy, WorkingCopy
from tests.world import Company

Done = TypeVar("Done")


async def as_staff(who: StaffMember, act: Coroutine[Any, Any, Done]) -> Done:
    """Let the staff member do this, and nothing after it."""

    async def acting() -> Done:
        acts(Actor(who.id, who.name, "192.0.2.7"))
        return await act

    return await asyncio.create_task(acting())


async def a_staff_member(company: Company, role: Role) -> StaffMember:
    async with acting_for(company.tenant):
        return await StaffMember.create(name="Max", email=f"max-{uuid4().hex[:8]}@staff.example", role=role)


def a_slug(word: str = "aqua") -> str:
    """One that nobody has yet."""
    return f"{word}-{uuid4().hex[:12]}"


def a_wanted_company(**more: Any) -> Wanted:
    return Wanted(
        **{
            "slug": a_slug(),
            "name": "Aqua Pools",
            "owner_name": "Ann Lee",
            "owner_email": "ann@aqua.example",
            "currency": "USD",
            "time_zone": "America/Chicago",
            "locale": "en_US",
            **more,
        }
    )


def a_line(amount: int = 12_000, **more: Any) -> Line:
    return Line(**{"description": "Service call", "quantity": Decimal(1), "unit_price": amount, **more})


async def a_draft(customer: Customer, amount: int = 12_000, **more: Any) -> Invoice:
    return await invoices.draft(customer, [a_line(amount)], **{"title": "Furnace repair", **more})


async def a_working_copy(invoice: Invoice, **typed: Any) -> WorkingCopy:
    await working_copies.keep(invoice, typed, 0)
    return await WorkingCopy.get(about_id=invoice.id)


async def an_overwritten_copy(invoice: Invoice, **typed: Any) -> OverwrittenCopy:
    kept = await a_working_copy(invoice, **typed)
    await working_copies.keep(invoice, {"title": "Mine"}, kept.edits, over=True)
    return await OverwrittenCopy.get(about_id=invoice.id)


async def an_invoice(customer: Customer, amount: int = 12_000, *, due_on: date | None = None) -> Invoice:
    """A sent invoice of `amount` minor units, without letters."""
    invoice = await a_draft(customer, amount)
    await invoices.send(invoice, due_on=due_on)
    return invoice


async def a_share_link(invoice: Invoice, **more: Any) -> ShareLink:
    return await share_links.share(invoice, **more)


async def an_attempt(invoice: Invoice, **more: Any) -> PaymentAttempt:
    return await PaymentAttempt.create(
        **{
            "customer_id": invoice.customer_id,
            "invoice_id": invoice.id,
            "amount": invoice.total,
            "currency": invoice.currency,
            "stripe_account": "acct_test",
            **more,
        }
    )


async def an_entry(invoice: Invoice, amount: int, kind: Kind = Kind.CHARGE, **more: Any) -> LedgerEntry:
    return await LedgerEntry.create(
        **{
            "customer_id": invoice.customer_id,
            "invoice_id": invoice.id,
            "kind": kind,
            "amount": amount,
            "currency": invoice.currency,
            "stripe_id": f"ch_{uuid4().hex}",
            "method": "Visa •••• 4242",
            "at": datetime.now(UTC),
            **more,
        }
    )


def estimate_contents(**more: Any) -> estimates.Contents:
    """One line of 12,000 minor units, unless `more` says otherwise."""
    return estimates.Contents(**{"items": (estimates.Item(a_line()),), "title": "New furnace", **more})


async def an_estimate(customer: Customer, *, at: datetime | None = None, **more: Any) -> Estimate:
    """A sent estimate of these contents, without letters."""
    estimate = await estimates.draft(customer, estimate_contents(**more))
    await estimates.send(estimate, at=at)
    return estimate


def agreement_contents(**more: Any) -> Contents:
    return Contents(
        **{
            "title": "Comfort plan",
            "price": 2_900,
            "cadence": Cadence.MONTHLY,
            "starts_on": date(2026, 1, 1),
            "terms": "We come **twice a year**.",
            "services": (agreements.Service("Furnace check", 2, "spring and fall"),),
            **more,
        }
    )


async def an_agreement(customer: Customer, **more: Any) -> Agreement:
    """A sent agreement."""
    agreement = await agreements.draft(customer, agreement_contents(**more))
    await agreements.send(agreement)
    return agreement


async def a_signed_agreement(contact: Contact, *, at: datetime | None = None, **more: Any) -> Agreement:
    agreement = await an_agreement(await Customer.get(id=contact.customer_id), **more)
    by = Answerer(contact.id, contact.name)
    await agreements.sign(agreement, by, seen=agreement.fingerprint, name=contact.name, at=at)
    return agreement


def about_invoice(invoice: Invoice) -> About:
    return About("invoice", invoice.id, invoice.customer_id, invoice.number, invoice.title)


async def a_thread(company: Company, invoice: Invoice, text: str = "What is this for?") -> Thread:
    """What the company's contact wrote about the invoice."""
    await messages.say(about_invoice(invoice), company.contact.id, company.contact.name, text)
    message = await Message.filter(customer_id=invoice.customer_id).order_by("-at").first()
    assert message
    await messages.tell_staff(message.id)
    return await Thread.get(about_id=invoice.id)


async def a_job(customer: Customer, **more: Any) -> Job:
    return await jobs.schedule(customer, **{"title": "Furnace replaced", **more})


async def a_visit(job: Job, begins: timedelta = timedelta(days=3), **more: Any) -> Visit:
    """A visit that begins in `begins` and arrives within two hours."""
    starts_at = datetime.now(UTC) + begins
    return await jobs.add_visit(job, starts_at, starts_at + timedelta(hours=2), **{"who": "Maria and Tom", **more})


async def a_calendar_feed(contact: Contact) -> CalendarFeed:
    await calendar_feed.begin(contact.customer_id, contact.id)
    return await CalendarFeed.get(contact_id=contact.id, revoked_at=None)


async def an_email_change(company: Company, new_email: str = "dana.new@example.com") -> EmailChange:
    """A contact's wish for another address, without letters."""
    change = EmailChange(
        id=uuid4(),
        tenant_id=company.tenant.id,
        customer_id=company.contact.customer_id,
        contact_id=company.contact.id,
        asked_in=uuid4(),
        old_email=company.contact.email,
        new_email=new_email,
        nonce=uuid4().bytes,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    change.confirm_hash = digest(change.confirm_secret)
    change.stop_hash = digest(change.stop_secret)
    await change.save(force_create=True)
    return change


async def a_session(company: Company) -> Session:
    now = datetime.now(UTC)
    return await Session.create(
        secret_hash=uuid4().bytes,
        purpose=Purpose.CONTACT,
        email=company.contact.email,
        contact_id=company.contact.id,
        seen_at=now,
        expires_at=now + timedelta(days=1),
    )


async def a_view(company: Company, session: Session) -> CustomerView:
    """The company's owner looks at the portal as its contact."""
    return await CustomerView.create(
        customer_id=company.contact.customer_id,
        contact_id=company.contact.id,
        staff_member_id=company.owner.id,
        session_id=session.id,
        role=Role.OWNER,
        secret_hash=uuid4().bytes,
        expires_at=datetime.now(UTC) + timedelta(minutes=30),
    )


def what_is_asked(**more: Any) -> Asked:
    return Asked(
        **{
            "property_id": None,
            "name": "Dana Diaz",
            "email": "dana@example.com",
            "phone": "+1 555 010 0118",
            "what": "The heat pump stops at night.",
            "urgency": Urgency.SOON,
            "wished": [],
            **more,
        }
    )


async def a_service_request(contact: Contact, **more: Any) -> ServiceRequest:
    """A request that this contact has sent."""
    return await service_requests.submit(contact, uuid4(), what_is_asked(**more))


async def an_upload(request: ServiceRequest, size: int = 1_000) -> Upload:
    return await service_requests.begin(request, "IMG_1.jpg", size)


async def a_second_factor(who: StaffMember, **more: Any) -> SecondFactor:
    """One that counts, unless `more` says otherwise."""
    made = SecondFactor.of(who.id)
    made.update_from_dict({"proved_at": datetime.now(UTC), **more})
    await made.save(force_create=True)
    return made


async def a_list_import(rows: str = "name\nMara Moss", kind: ImportKind = ImportKind.CUSTOMERS) -> ListImport:
    """A list that was brought to us and not brought in yet."""
    return await list_imports.begin(kind, "list.csv", rows.encode())


async def a_merged_customer(into: Customer) -> MergedCustomer:
    """D. Diaz was merged into this one, with a contact whom this one had already."""
    gone, contact = await Customer.create(name="D. Diaz"), await Contact.filter(customer_id=into.id).first()
    await Contact.create(customer_id=gone.id, name="D. Diaz", email=contact.email if contact else "d@example.com")
    await merging.merge(gone.id, into.id, merging.Wish(gone.name))
    return await MergedCustomer.get(id=gone.id)


async def a_pair_told_apart(company: Company) -> ToldApart:
    two = sorted((company.customer.id, company.other_customer.id))
    await merging.tell_apart(*two)
    return await ToldApart.get(first_id=two[0], second_id=two[1])


async def one_of_each(company: Company) -> list[TenantOwned]:
    """A row of every tenant-owned model for this company's customer, inside its unit of work."""
    customer, now = company.customer, datetime.now(UTC)
    invoice = await an_invoice(customer)
    attempt = await an_attempt(invoice, session_id=f"cs_{uuid4().hex}")
    await activity.note(invoice, "seen", customer_id=customer.id)
    counter = await numbering.Counter.get(kind="invoice")
    agreement = await an_agreement(customer, visits_planned=1)
    estimate = await an_estimate(customer)
    await estimates.decline(estimate.id, estimates.Answerer(customer.id, "Dana"), 1)
    return [
        company.owner,
        customer,
        company.contact,
        company.property,
        invoice,
        await a_share_link(invoice, contact_id=company.contact.id),
        attempt,
        await an_entry(invoice, 5_000, attempt_id=attempt.id),
        await Refund.create(
            customer_id=customer.id, invoice_id=invoice.id, attempt_id=attempt.id, amount=100, reason="test"
        ),
        await ReminderStep.create(days=7),
        await Reminder.create(customer_id=customer.id, invoice_id=invoice.id, days=7, outcome=Outcome.SENT),
        await activity.Activity.filter(about_id=invoice.id).first(),
        counter,
        await own_domains.claim(f"portal.{company.tenant.slug}.example"),
        await CompanyExport.create(staff_member_id=company.owner.id),
        (listed := await a_list_import()),
        await ListImportRow.create(import_id=listed.id, number=2, outcome=ListOutcome.ADDED),
        estimate,
        await EstimateVersion.get(estimate_id=estimate.id),
        await EstimateAnswer.get(estimate_id=estimate.id),
        agreement,
        *await agreements.plan_visits(agreement, now.date()),
        await an_email_change(company),
        await Email.create(
            key=uuid4().hex, letter="receipt", to_address=company.contact.email, customer_id=customer.id, facts={}
        ),
        await Photo.create(
            customer_id=customer.id, about="invoice", about_id=invoice.id, name="Boiler", sizes={}, total_bytes=0
        ),
        await a_second_factor(company.owner),
        await Logo.create(mark=uuid4().hex + "0" * 8, body=b"png", width=1, height=1),
        (request := await a_service_request(company.contact)),
        await an_upload(request),
        (job := await a_job(customer)),
        (visit := await a_visit(job, asks_confirmation=True)),
        await Assignment.create(customer_id=customer.id, visit_id=visit.id, staff_member_id=company.owner.id),
        await a_calendar_feed(company.contact),
        await a_thread(company, invoice),
        await an_overwritten_copy(await a_draft(customer), title="Theirs"),
        await WorkingCopy.filter(customer_id=customer.id).first(),
        await Message.filter(customer_id=customer.id).first(),
        await ReplyAddress.filter(customer_id=customer.id).first(),
        await MagicLink.create(
            purpose=Purpose.CONTACT,
            email=company.contact.email,
            nonce=b"n" * 16,
            secret_hash=uuid4().bytes,
            browser_hash=b"b" * 32,
            expires_at=now + timedelta(minutes=10),
        ),
        (session := await a_session(company)),
        await a_view(company, session),
        await staff_notes.add(customer, "Pays late."),
        await a_merged_customer(customer),
        await a_pair_told_apart(company),
        (key := (await an_api_key(company))[0]),
        await ApiAnswer.create(api_key_id=key.id, route="/", key=uuid4().hex, request_hash=b"h", status=200, body=b""),
    ]


async def an_api_key(company: Company, **scopes: Access) -> tuple[ApiKey, str]:
    """A key made by the owner, and its text; with no scopes it may do everything. `service_requests=Access.READ`."""
    wanted = {Scope(name.replace("_", "-")): access for name, access in scopes.items()}
    return await api_keys.make("Bookkeeping", wanted or dict.fromkeys(Scope, Access.WRITE), company.owner.id)

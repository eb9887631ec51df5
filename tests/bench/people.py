"""Companies, customers and years of invoices, written by the thousand."""

import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import UUID, uuid4

import httpx

from settings import settings
from tenants import invoices
from tenants.customers import Contact, Customer
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.share_links import address
from tenants.sign_in import session
from tests.bench.load import a_request
from tests.builders import a_share_link, an_entry, an_invoice
from tests.world import Company, a_company
from web.app import create_app
from web.signed_in import SESSION, auth

OPEN = 5

# Copies of one invoice: some to pay, the others paid, a week between them.
COPIES = """
WITH copies AS (
     INSERT INTO invoice (id, tenant_id, customer_id, property_id, number, title, status, currency, lines, subtotal,
                          discount, tax, total, note, issued_on, due_on, sent_at, paid_at, frozen, created_at)
     SELECT gen_random_uuid(), tenant_id, customer_id, property_id, number || '-' || n, title,
            CASE WHEN n <= $3 THEN 'open' ELSE 'paid' END, currency, lines, subtotal, discount, tax, total, note,
            issued_on - n * 7, due_on - n * 7, sent_at - n * interval '7 days',
            CASE WHEN n > $3 THEN sent_at - n * interval '7 days' END, frozen, created_at
       FROM invoice, generate_series(1, $2) n WHERE id = $1
     RETURNING *)
INSERT INTO ledger_entry (id, tenant_id, customer_id, invoice_id, kind, amount, currency, stripe_id, method, note, at,
                          recorded_at)
SELECT gen_random_uuid(), tenant_id, customer_id, id, 'charge', total, currency, 'ch_' || id, 'Visa •••• 4242', '',
       sent_at, sent_at
  FROM copies WHERE status = 'paid'
"""

NTH = """
SELECT id, issued_on FROM invoice WHERE customer_id = $1 AND status = 'paid'
 ORDER BY issued_on DESC, id DESC LIMIT 1 OFFSET $2
"""


@dataclass(frozen=True)
class Person:
    """Somebody with a session. `reference` is what the session cookie carries, `ticket` what rivals' cookies do."""

    company: Company
    invoice_id: UUID
    share_path: str
    reference: str

    @property
    def host(self) -> str:
        return self.company.tenant.host

    def asks(self, path: str) -> bytes:
        """The request for a page of the portal, signed in."""
        return a_request(self.host, path, cookie=f"{SESSION}={auth.dump_token(self.reference, create_app())}")

    def asks_as_stranger(self, path: str) -> bytes:
        return a_request(self.host, path)

    def asks_rival(self, path: str) -> bytes:
        return a_request(self.host, path, cookie=f"session={self.reference}; ticket={ticket(self.company.customer.id)}")


async def a_person(name: str, *, bills: int) -> Person:
    """A new company and its Dana, with so many invoices, one of them to look at closely."""
    company = await a_company(name, uuid4().hex[:10], "USD", "#c2410c")
    async with acting_for(company.tenant):
        looked_at = await an_invoice(company.customer)
        link = await a_share_link(looked_at, contact_id=company.contact.id)
        await an_entry(looked_at, 2_000)
        await copy(looked_at, bills - 1)
        await copy(await an_invoice(company.other_customer), 200)
        _, reference = await session.begin(company.contact.email, "Safari on iPhone")
    async with acting_for(company.tenant):
        await acting().rows("UPDATE session SET seen_at = now() + interval '1 hour'")
    return Person(company, looked_at.id, address(link), reference)


async def copy(invoice: Invoice, times: int) -> None:
    await acting().rows(COPIES, invoice.id, times, OPEN - 1)


async def a_customer(person: Person, *, bills: int) -> Person:
    """A second customer of the same company, with a session of their own."""
    company = person.company
    async with acting_for(company.tenant):
        customer = await Customer.create(name="Lee Long", billing_address="1 Elm Street")
        email = f"lee-{uuid4().hex[:10]}@example.com"
        await Contact.create(customer_id=customer.id, name="Lee Long", email=email)
        invoice = await an_invoice(customer, due_on=(datetime.now(UTC) + timedelta(days=9)).date())
        await copy(invoice, bills - 1)
        _, reference = await session.begin(email, "Safari on iPhone")
    return Person(replace(company, customer=customer), invoice.id, "", reference)


def ticket(customer_id: UUID) -> str:
    """A signed cookie that is believed for as long as it lasts: nobody can end it."""
    proof = hmac.new(settings().secret_key.encode(), customer_id.bytes, sha256).hexdigest()
    return f"{customer_id.hex}.{proof}"


async def page_of(person: Person, number: int) -> str:
    """The path of the so-manieth page of paid invoices."""
    async with acting_for(person.company.tenant):
        last = await acting().row(NTH, person.company.customer.id, number * invoices.PAGE - invoices.PAGE - 1)
    assert last
    return f"/invoices?before={last['issued_on']}_{last['id']}"


async def size_of(person: Person, path: str) -> int:
    """Bytes of a page's body."""
    app = create_app()
    cookie = {"Cookie": f"{SESSION}={auth.dump_token(person.reference, app)}"}
    transport = httpx.ASGITransport(cast("Any", app))
    async with httpx.AsyncClient(transport=transport, headers=cookie) as browser:
        answer = await browser.get(f"http://{person.host}{path}")
    assert answer.status_code == 200, answer.text
    return len(answer.content)

"""deliver_email: what goes out, what comes of trouble, and that nothing goes twice."""

from typing import Any
from uuid import UUID

from tenants import emails
from tenants.emails import Email
from tenants.isolation import acting_for
from tests.sandboxes import Postmark
from tests.workers.conftest import RunTasks
from tests.world import Company, World

FACTS: dict[str, Any] = {
    "number": "1042",
    "title": "Spring tune-up",
    "amount": {"amount": 124_000, "currency": "USD"},
    "due_on": "2030-12-06",
    "path": "/invoices/1042",
    "note": None,
}


async def a_letter(company: Company, letter: str = "invoice_sent", key: str = "1", **facts: Any) -> UUID:
    async with acting_for(company.tenant):
        to = (company.contact.name, company.contact.email)
        written = await emails.write(
            letter, key=key, to=to, about=company.customer, customer_id=company.customer.id, facts=FACTS | facts
        )
    assert written
    return written


async def read(company: Company, email_id: UUID) -> Email:
    async with acting_for(company.tenant):
        return await Email.get(id=email_id)


async def test_it_sends_what_was_written(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    await a_letter(world.acme)

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    assert mail["From"] == '"Acme" <portal@porchlight.example>'
    assert mail["ReplyTo"] == world.acme.tenant.email
    assert "$1,240.00" in mail["TextBody"]
    assert "Friday, December 6, 2030" in mail["TextBody"]
    assert world.acme.tenant.url("/invoices/1042") in mail["HtmlBody"]

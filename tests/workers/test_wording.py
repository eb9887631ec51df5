"""Letters speak the reader's language: dates, amounts and reasons too."""

from typing import Any
from uuid import UUID

import pytest

from tenants import directory, emails
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World

FACTS: dict[str, Any] = {
    "number": "1042",
    "title": "Spring tune-up",
    "amount": {"amount": 124_000, "currency": "USD"},
    "due_on": "2030-12-06",
    "reason_words": "the account has insufficient funds",
    "method": "Bank account •••• 6789",
    "path": "/invoices/1042",
    "note": None,
    "customer": "Dana Diaz",
}


async def write(company: Company, letter: str, *, to: str = "", customer_id: UUID | None = None) -> str:
    address = to or company.contact.email
    async with acting_for(company.tenant):
        await emails.write(
            letter, key="1", to=("Dana", address), about=company.customer, customer_id=customer_id, facts=FACTS
        )
    return address


async def choose_spanish(company: Company) -> None:
    async with acting_for(company.tenant):
        await Contact.filter(id=company.contact.id).update(language="es")


async def at_home_in(locale: str, company: Company) -> None:
    await Tenant.filter(id=company.tenant.id).update(locale=locale)
    directory.forget()


async def sent(company: Company, letter: str, run_tasks: RunTasks, postmark: Postmark, **to: Any) -> dict[str, Any]:
    address = await write(company, letter, **to)
    await run_tasks()
    [mail] = postmark.messages(address)
    found: dict[str, Any] = mail
    return found


async def test_a_letter_speaks_as_its_contact_chose(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    await choose_spanish(world.acme)

    mail = await sent(world.acme, "invoice_sent", run_tasks, postmark, customer_id=world.acme.customer.id)

    assert mail["Subject"] == "Acme: factura 1042, $1,240.00, vence el viernes, 6 de diciembre de 2030"
    assert mail["TextBody"].startswith("Hola, Dana:\n")
    assert '<html lang="es">' in mail["HtmlBody"]


async def test_it_says_reasons_and_means_of_payment_in_it(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    await choose_spanish(world.acme)

    mail = await sent(world.acme, "bank_payment_returned", run_tasks, postmark, customer_id=world.acme.customer.id)

    assert "fue devuelta: la cuenta no tiene fondos suficientes." in mail["TextBody"]


async def test_who_chose_nothing_reads_as_the_company_speaks(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    await at_home_in("es_MX", world.acme)

    mail = await sent(world.acme, "refund_made", run_tasks, postmark, customer_id=world.acme.customer.id)

    assert "A: Cuenta bancaria •••• 6789" in mail["TextBody"]


@pytest.mark.parametrize(("locale", "money"), [("de_DE", "1.240,00"), ("fr_CA", "1,240.00")])
async def test_a_company_whose_language_we_lack_is_written_to_in_english(
    world: World, postmark: Postmark, run_tasks: RunTasks, locale: str, money: str
) -> None:
    await at_home_in(locale, world.acme)

    mail = await sent(world.acme, "refund_made", run_tasks, postmark, customer_id=world.acme.customer.id)

    assert "We have sent money back to you" in mail["TextBody"]
    assert money in mail["TextBody"]


async def test_staff_read_as_the_company_speaks(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    await choose_spanish(world.acme)

    mail = await sent(world.acme, "staff_payment_received", run_tasks, postmark)

    assert mail["Subject"].startswith("Dana Diaz paid ")

"""tell_staff_of_…: what a customer does in a unit of work that sees no staff reaches the company's inbox, once."""

from collections.abc import Awaitable, Callable

import pytest

from tenants import agreements, estimates, jobs, messages, service_requests
from tenants.emails import Email
from tenants.estimates import Answerer
from tenants.isolation import acting_for
from tenants.staff import console_path
from tests.builders import a_job, a_service_request, a_visit, an_agreement, an_estimate, an_invoice
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World

Act = Callable[[Company], Awaitable[Callable[[], Awaitable[object]]]]


async def an_answer(company: Company) -> Callable[[], Awaitable[object]]:
    estimate = await an_estimate(company.customer)
    return lambda: estimates.decline(estimate.id, Answerer(company.customer.id, "Dana"), 1, reason="Too much.")


async def a_signing(company: Company) -> Callable[[], Awaitable[object]]:
    agreement = await an_agreement(company.customer)
    by = agreements.Answerer(company.contact.id, "Dana Diaz")
    return lambda: agreements.sign(agreement, by, seen=agreement.fingerprint, name="Dana Diaz")


async def a_confirmation(company: Company) -> Callable[[], Awaitable[object]]:
    job = await a_job(company.customer)
    visit = await a_visit(job, asks_confirmation=True)
    return lambda: jobs.confirm(company.customer.id, job.id, visit.id, 0, by="Dana Diaz")


async def a_question(company: Company) -> Callable[[], Awaitable[object]]:
    invoice = await an_invoice(company.customer)
    about = messages.About("invoice", invoice.id, company.customer.id, invoice.number, invoice.title)
    return lambda: messages.say(about, company.contact.id, "Dana Diaz", "What is this for?")


async def a_wish(company: Company) -> Callable[[], Awaitable[object]]:
    return lambda: a_service_request(company.contact)


async def a_second_thought(company: Company) -> Callable[[], Awaitable[object]]:
    request = await a_service_request(company.contact)
    return lambda: service_requests.withdraw(request, by="Dana Diaz")


ACTS: dict[str, Act] = {
    "staff_estimate_declined": an_answer,
    "staff_agreement_signed": a_signing,
    "staff_visit_confirmed": a_confirmation,
    "staff_message_received": a_question,
    "staff_service_request_submitted": a_wish,
    "staff_service_request_withdrawn": a_second_thought,
}


@pytest.mark.parametrize("letter", ACTS)
async def test_it_tells_the_inbox_once(world: World, run_tasks: RunTasks, postmark: Postmark, letter: str) -> None:
    async with acting_for(world.acme.tenant):
        act = await ACTS[letter](world.acme)
    async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id):
        await act()

    for _ in range(2):
        await run_tasks()

    async with acting_for(world.acme.tenant):
        (email,) = await Email.filter(letter=letter)
    assert email.to_address == world.acme.owner.email


@pytest.mark.parametrize("letter", ACTS)
async def test_it_leads_to_the_record_in_the_console(
    world: World, run_tasks: RunTasks, postmark: Postmark, letter: str
) -> None:
    async with acting_for(world.acme.tenant):
        act = await ACTS[letter](world.acme)
        await act()
    await run_tasks()

    async with acting_for(world.acme.tenant):
        (email,) = await Email.filter(letter=letter)
    mail = postmark.messages(world.acme.owner.email)[0]
    assert f"{world.acme.tenant.origin}{console_path(email.about, email.about_id)}" in mail["TextBody"]

"""What the mails about visits say: the hours of the company's own clock, in the reader's language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenants import directory, jobs
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.jobs import Job, Visit
from tenants.tenant import Tenant
from tests.builders import a_job
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World

NINE = datetime(2037, 3, 9, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


async def planned(company: Company) -> tuple[Job, Visit]:
    """A visit from nine to eleven where the company is, three hours behind what its row said at first."""
    await Tenant.filter(id=company.tenant.id).update(time_zone="America/Los_Angeles")
    directory.forget()
    async with acting_for(company.tenant):
        job = await a_job(company.customer)
        visit = await jobs.add_visit(
            job, NINE, NINE + timedelta(hours=2), who="Maria and Tom", note="Gas is off.\nUntil noon.", asks_confirmation=True
        )  # fmt: skip
        return job, visit


async def test_it_says_when_in_the_companys_own_hours(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    job, _ = await planned(world.acme)
    await run_tasks()

    (mail,) = postmark.messages(world.acme.contact.email)
    words = mail["TextBody"].replace("\u202f", " ")

    assert mail["Subject"].replace("\u202f", " ") == "Acme: visit Monday, March 9, between 9 and 11 AM"
    for said in ("between 9 and 11 AM", "Who comes: Maria and Tom", "Gas is off.\nUntil noon.", f"/jobs/{job.id}"):
        assert said in words


async def test_it_speaks_the_readers_language(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(language="es")
    job, _ = await planned(world.acme)
    async with acting_for(world.acme.tenant):
        await jobs.complete(job)
    await run_tasks()

    mails = postmark.messages(world.acme.contact.email)

    assert len(mails) == 3
    for mail in mails:
        for english in (" visit ", "canceled", "completed", "We are", "See the job", "Who comes", "confirm that"):
            assert english not in mail["TextBody"] + mail["Subject"]


async def test_staff_hear_who_confirmed(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    job, visit = await planned(world.acme)
    async with acting_for(world.acme.tenant, customer_id=job.customer_id):
        await jobs.confirm(job.customer_id, job.id, visit.id, 0, by="Dana Diaz")
    await run_tasks()

    (mail,) = postmark.messages(world.acme.owner.email)

    assert mail["Subject"].startswith("Dana Diaz confirmed the visit, Monday, March 9")
    assert "J1001" in mail["TextBody"]

"""What Dana and the companies write to each other: about a bill, and about the work that is going on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tenants import invoices, messages
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.messages import About, Author
from tenants.staff import StaffMember
from tenants.tenant import Tenant

DANA = "dana@example.com"


class Wrote(NamedTuple):
    """A message of so many hours ago."""

    ago: float
    author: Author
    body: str


ABOUT_A_BILL = (
    Wrote(27, Author.CONTACT, "Good morning. What is the second line for? I thought the visit was all."),
    Wrote(
        25.5,
        Author.STAFF,
        "Good morning Dana. The part was worn and had to be replaced; the old one is in your garage.",
    ),
    Wrote(25, Author.CONTACT, "I see, thank you. I will pay on Friday."),
)
ABOUT_THE_WORK = (
    Wrote(
        8, Author.CONTACT, "Do I have to be at home, or is the side door enough?\n\nThe dog would be in the kitchen."
    ),
    Wrote(6.5, Author.STAFF, "The side door is enough. We ring before we come in."),
    Wrote(1.2, Author.STAFF, "We bring the other filter as well, so that it is done in one visit."),
)

# The letters of all this arrived then.
READ = (
    """
    WITH arrived AS (
         UPDATE email SET status = 'delivered', created_at = message.at, sent_at = message.at + interval '2 seconds',
                          settled_at = message.at + interval '6 seconds'
           FROM message
          WHERE email.tenant_id = $1 AND message.tenant_id = $1 AND message.id::text = split_part(email.key, ':', 2)
         RETURNING email.id::text)
    DELETE FROM task WHERE name = 'deliver_email' AND subject IN (SELECT id FROM arrived)
    """,
    "DELETE FROM task WHERE name = 'tell_staff_of_message' AND tenant_id = $1",
)


async def write(tenant: Tenant) -> None:
    """The conversations with Dana, as far as there is something to write about."""
    async with acting_for(tenant) as unit:
        dana = await Contact.filter(email=DANA).order_by("created_at").first()
        staff = await StaffMember.all().order_by("created_at").first()
        if dana and staff:
            to_pay, _ = await invoices.for_customer(dana.customer_id, tenant.today())
            for bill in to_pay[:1]:
                about = About("invoice", bill.id, dana.customer_id, bill.number, bill.title)
                await _write(about, dana, staff, ABOUT_A_BILL)
            for job in await Job.filter(customer_id=dana.customer_id, status="in_progress").limit(1):
                await _write(About("job", job.id, dana.customer_id, job.number, job.title), dana, staff, ABOUT_THE_WORK)
        for statement in READ:
            await unit.rows(statement, tenant.id)


async def _write(about: About, dana: Contact, staff: StaffMember, told: Sequence[Wrote]) -> None:
    for wrote in told:
        at = datetime.now(UTC) - timedelta(hours=wrote.ago)
        if wrote.author is Author.STAFF:
            await messages.answer(about, staff, wrote.body, at=at)
        else:
            await messages.say(about, dana.id, dana.name, wrote.body, at=at)

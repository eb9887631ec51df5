"""What the fault tests do and look for."""

from typing import Any
from uuid import uuid4

from tenants import emails
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for, statement
from tests.faults.conftest import WorkerProcess
from tests.sandboxes import Postmark
from tests.world import Company


async def a_mail(company: Company) -> None:
    async with acting_for(company.tenant):
        to = (company.contact.name, company.contact.email)
        await emails.write(
            "portal_invitation", key=uuid4().hex, to=to, about=company.contact, customer_id=None, facts={"path": "/"}
        )


async def has(company: Company, status: Delivery) -> bool:
    async with acting_for(company.tenant):
        return await Email.filter(status=status).exists()


async def left(company: Company) -> list[Any]:
    """The company's tasks, without the round of its books that is always ahead."""
    return await statement("SELECT * FROM task WHERE tenant_id = $1 AND name <> 'reconcile_tenant'", company.tenant.id)


async def the_lease_runs_out(company: Company) -> None:
    """Thirty seconds pass, for the database."""
    await statement(
        "UPDATE task SET claimed_until = now() - interval '1 second' WHERE tenant_id = $1 AND claimed_until > now()",
        company.tenant.id,
    )


async def accepted(postmark: Postmark, company: Company) -> bool:
    return bool(postmark.messages(company.contact.email))


async def nothing_left(company: Company) -> bool:
    return not await left(company)


async def is_claimed(company: Company) -> bool:
    return any(task["claimed_until"] for task in await left(company))


async def is_parked(company: Company) -> bool:
    return [task["failure"] for task in await left(company) if task["parked_at"]] == [
        "its worker died with it in hand, again and again"
    ]


async def ended(worker: WorkerProcess) -> bool:
    return worker.exit_code is not None

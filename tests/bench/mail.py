"""Mail, and a sign-in that is waited for behind it."""

import asyncio
import time
from uuid import uuid4

import httpx

from settings import settings
from tenants.customers import Contact
from tenants.isolation import acting, acting_for, statement
from tenants.tenant import Tenant
from tests.bench.figures import Figure
from tests.bench.load import a_request, load
from tests.bench.stage import Stage
from tests.bench.tasks import until_fewer

WRITTEN = """
WITH mails AS (
     INSERT INTO email (id, tenant_id, key, letter, to_name, to_address, about, about_id, facts, status, reason, created_at)
     SELECT gen_random_uuid(), $1, 'bench:' || gen_random_uuid(), 'portal_invitation', 'Kim', n || '@bulk.example',
            'contact', $2, '{"path": "/"}', 'queued', '', now()
       FROM generate_series(1, $3) n
     RETURNING id)
INSERT INTO task (name, lane, tenant_id, subject, run_at, attempts, crashes, failure, created_at)
SELECT 'deliver_email', 'mail', $1, id::text, now(), 0, 0, '', now() FROM mails
"""
TOOK = """
SELECT extract(epoch FROM email.sent_at - magic_link.created_at) AS seconds
  FROM email JOIN magic_link ON magic_link.id = email.about_id
 WHERE email.tenant_id = $1 AND email.to_address = $2 AND email.sent_at IS NOT NULL
"""
BULK = 10_000
LONGEST_SECONDS = 30
WAITING = 20


async def measure(stage: Stage) -> list[Figure]:
    stage.sandbox()
    httpx.post(f"{settings().postmark_api_base}/mail/control/webhooks", json={"mode": "off"})
    stage.web()
    worker = stage.worker()
    await _asked(stage)
    idle = [await _asked(stage) for _ in range(WAITING)]
    await _bulk(stage)
    began, behind = time.perf_counter(), [await _asked(stage) for _ in range(WAITING)]
    await until_fewer(1)
    rate = BULK / (time.perf_counter() - began)
    worker.stop()
    await statement("DELETE FROM task")
    return [
        Figure(name="sign-in mail accepted after: p95", value=_p95(idle), unit="s", must=0.5, stretch=0.2, low=True),
        Figure(name="  behind 10,000 mails", value=_p95(behind), unit="s", must=3, stretch=1, low=True),
        Figure(name="mails sent", value=rate, unit="/s", must=400, stretch=1_200),
    ]


async def _bulk(stage: Stage) -> None:
    company = stage.dana.company
    async with acting_for(company.tenant):
        await acting().rows(WRITTEN, company.tenant.id, company.contact.id, BULK)


async def _asked(stage: Stage) -> float:
    """Seconds from the form to the mail in Postmark's hands."""
    company, address = stage.dana.company, f"{uuid4().hex}@example.com"
    async with acting_for(company.tenant):
        await Contact.create(customer_id=company.customer.id, name="Kim", email=address)
    form = a_request(
        stage.dana.host, "/sign-in", body=f"email={address}".encode(), X_Forwarded_For=f"10.{uuid4().int % 250}.1.1"
    )
    asked = await load(stage.web().port, [form], connections=1, status=303, once=True)
    assert not asked.errors
    return await _until_sent(company.tenant, address)


async def _until_sent(tenant: Tenant, address: str) -> float:
    """By the database's clock, so that starting the load does not count."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        async with acting_for(tenant):
            row = await acting().row(TOOK, tenant.id, address)
        if row:
            return float(row["seconds"])
        await asyncio.sleep(0.02)
    raise TimeoutError


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95) - 1]

"""A customer who has been with the company for long: so many of every noun, and one of each to look at closely."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tenants import agreements, estimates, invoices, jobs, messages, service_requests, share_links
from tenants.isolation import acting, acting_for
from tenants.messages import About, Message, Thread
from tenants.photo_decoder import Size
from tenants.photos import Photo
from tests.bench.people import Person
from tests.builders import (
    a_draft,
    a_job,
    a_line,
    a_service_request,
    a_signed_agreement,
    a_visit,
    an_agreement,
    an_estimate,
)
from tests.world import Company

# The id of the nth copy follows from the first's, so that what belongs to it can be copied as well.
COPIES = """
INSERT INTO {table} ({columns})
SELECT {copied} FROM {table}, generate_series(1, $2::int) n, LATERAL jsonb_populate_record(
       {table}, jsonb_build_object('id', md5({table}.id::text || n)::uuid{changed})) copied
 WHERE {table}.id = $1
"""
WRITABLE = """
SELECT attname::text FROM pg_attribute
 WHERE attrelid = $1::text::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped
"""
NUMBER = "number || '-' || n"
MOST_OPEN = 40
SIZES = {str(size): {"width": 4, "height": 3, "bytes": 0, "sha256": "0"} for size in Size}


async def a_history(person: Person, *, many: int, within: int) -> dict[str, Any]:
    """`many` of each noun, at most MOST_OPEN of them open; the one to look at has `within` visits, photos and messages.

    Gives what fills the arguments of addresses that show it.
    """
    async with acting_for(person.company.tenant):
        company = person.company
        estimate_id, accepted_id = await _estimates(company, many, within), await _accepted(company, within)
        shown = {
            "invoice": person.invoice_id,
            "estimate": estimate_id,
            "job": await _jobs(company, many, within),
            "agreement": await _agreements(company, many, within),
            "service_request": await _service_requests(company, many),
        }
        for about, about_id in shown.items():
            await _thread(company, About(about, about_id, company.customer.id, "7", "Work"), many, within)
        photos = [await _photos(company, about, shown[about], within) for about in ("service_request", "job")]
        link = await share_links.share(await estimates.Estimate.get(id=estimate_id), contact_id=company.contact.id)
    ids = {"request_id" if about == "service_request" else f"{about}_id": about_id for about, about_id in shown.items()}
    tokens = {"token": person.share_path.rpartition("/")[2], "estimate_token": share_links.token(link)}
    return {**ids, **tokens, "photo_id": photos[-1], "accepted_id": accepted_id}


async def copies(table: str, first_id: UUID, times: int, **changed: str) -> None:
    """Copies of a row, in which the SQL expressions `changed` tell the nth from the first."""
    words = "".join(f", '{column}', {expression}" for column, expression in changed.items())
    columns = [row["attname"] for row in await acting().rows(WRITABLE, table)]
    named, copied = ", ".join(columns), ", ".join(f"copied.{column}" for column in columns)
    await acting().rows(COPIES.format(table=table, columns=named, copied=copied, changed=words), first_id, times)


async def _accepted(company: Company, within: int) -> UUID:
    estimate = await an_estimate(company.customer, items=_items(within))
    document = await estimates.one(company.customer.id, estimate.id, company.tenant.today())
    given = estimates.acceptance(1, document.contents, {"version": "1", "name": "Dana Diaz", "terms": "on"})
    await estimates.accept(estimate.id, estimates.Answerer(company.customer.id, "Dana Diaz"), given)
    return estimate.id


async def _estimates(company: Company, many: int, within: int) -> UUID:
    declined = await an_estimate(company.customer, at=datetime.now(UTC) - timedelta(hours=1))
    await estimates.decline(declined.id, estimates.Answerer(company.customer.id, "Dana"), 1, reason="No")
    waiting = await an_estimate(company.customer, items=_items(within))
    for one, times in ((declined, many), (waiting, min(many, MOST_OPEN))):
        moments = {"sent_at": _earlier("sent_at"), "answered_at": _earlier("answered_at")}
        await copies("estimate", one.id, times, number=NUMBER, **moments)
    return waiting.id


async def _jobs(company: Company, many: int, within: int) -> UUID:
    running, done = await a_job(company.customer), await a_job(company.customer)
    for job, times in ((running, min(many, MOST_OPEN)), (done, many)):
        visit = await a_visit(job, asks_confirmation=True)
        if job is done:
            await jobs.complete(done)
        moments = {"created_at": _earlier("created_at"), "completed_at": _earlier("completed_at")}
        await copies("job", job.id, times, number=NUMBER, **moments)
        await copies("visit", visit.id, times, job_id="md5(job_id::text || n)::uuid")
    later = {"starts_at": "starts_at + n * interval '1 day'", "ends_at": "ends_at + n * interval '1 day'"}
    await copies("visit", (await a_visit(running)).id, within, **later)
    return running.id


async def _agreements(company: Company, many: int, within: int) -> UUID:
    running = await a_signed_agreement(company.contact, visits_planned=within)
    await agreements.plan_visits(running, company.tenant.today() - timedelta(days=100), weeks=1)
    over = await a_signed_agreement(company.contact)
    await agreements.end(over)
    for one in (running, over, await an_agreement(company.customer)):
        times = many if one is over else min(many, MOST_OPEN)
        await copies("agreement", one.id, times, number=NUMBER, starts_on="starts_on - n")
    bill = await a_draft(company.customer, agreement_id=running.id)
    await invoices.send(bill)
    await copies("invoice", bill.id, within, number=NUMBER)
    return running.id


async def _service_requests(company: Company, many: int) -> UUID:
    closed, asked = await a_service_request(company.contact), await a_service_request(company.contact)
    await service_requests.close(closed, by="Olive")
    for one, times in ((closed, many), (asked, min(many, MOST_OPEN))):
        moments = {"submitted_at": _earlier("submitted_at"), "closed_at": _earlier("closed_at")}
        await copies("service_request", one.id, times, number=NUMBER, key="gen_random_uuid()", **moments)
    return asked.id


async def _thread(company: Company, about: About, many: int, within: int) -> None:
    await messages.answer(about, company.owner, "We come on Monday.")
    thread = await Thread.get(about_id=about.id)
    message = await Message.get(thread_id=thread.id)
    await copies("thread", thread.id, many, about_id="gen_random_uuid()", last_at=_earlier("last_at"))
    await copies("message", message.id, many, thread_id="md5(thread_id::text || n)::uuid")
    await copies("message", message.id, within, id="gen_random_uuid()")


async def _photos(company: Company, about: str, about_id: UUID, within: int) -> UUID:
    values = {"customer_id": company.customer.id, "about": about, "about_id": about_id}
    photo = await Photo.create(**values, name="Boiler", sizes=SIZES, total_bytes=0)
    await copies("photo", photo.id, within, position="n")
    return photo.id


def _items(many: int) -> tuple[estimates.Item, ...]:
    return tuple(estimates.Item(a_line(description=f"Line {place}")) for place in range(many))


def _earlier(column: str) -> str:
    return f"{column} - n * interval '1 hour'"

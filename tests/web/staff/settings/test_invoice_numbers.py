"""In the console an invoice has no number until it is sent, and no page makes one up."""

import asyncio
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader
from quart import Response

from tenants import invoices, job_billing, jobs, numbering
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import Job
from tests.builders import a_draft, a_job, an_invoice, as_staff
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def draft(world: World) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await a_draft(world.acme.customer)


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


def to_dana(world: World) -> dict[str, str]:
    return {f"to.{world.acme.contact.id}": "on", "note": "", "edits": "0"}


async def upcoming(world: World) -> int:
    async with acting_for(world.acme.tenant):
        return await numbering.upcoming("invoice")


async def test_two_pressed_at_once_get_neighbouring_numbers(world: World, olive: Visitor, draft: Invoice) -> None:
    async with acting_for(world.acme.tenant):
        other = await a_draft(world.acme.customer)

    both = (draft.id, other.id)
    await asyncio.gather(*(olive.post(f"/staff/invoices/{it}/send", to_dana(world)) for it in both))
    async with acting_for(world.acme.tenant):
        assert {it.number for it in await Invoice.filter(id__in=both)} == {"1001", "1002"}


async def test_a_sending_that_is_refused_takes_none(world: World, olive: Visitor, draft: Invoice) -> None:
    async with acting_for(world.acme.tenant):
        await Invoice.filter(id=draft.id).update(due_on="2020-01-01")

    answers = [
        await olive.post(f"/staff/invoices/{draft.id}/send", form)
        for form in (to_dana(world), {"edits": "0"}, {**to_dana(world), "note": "x" * 2_000})
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert await upcoming(world) == 1001


async def test_the_number_beforehand_is_the_one_it_gets(world: World, olive: Visitor, draft: Invoice) -> None:
    async with acting_for(world.acme.tenant):
        await numbering.go_on_from("invoice", 4711)
    page = await text(await olive.get(f"/staff/invoices/{draft.id}/send"))
    mail = await text(await olive.get(f"/staff/invoices/{draft.id}/send/mail"))
    answer = await olive.post(f"/staff/invoices/{draft.id}/send", to_dana(world))

    assert "Now that would be 4711." in page
    assert "4711" in mail
    assert "Invoice 4711 is on its way" in await text(await olive.get(answer.location))


async def test_looking_uses_none_up(world: World, olive: Visitor, draft: Invoice) -> None:
    for path in ("", "/edit", "/send", "/send/mail", ".pdf"):
        await olive.get(f"/staff/invoices/{draft.id}{path}")

    assert await upcoming(world) == 1001


async def test_sent_again_it_names_no_number_to_come(world: World, olive: Visitor) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)

    page = await text(await olive.get(f"/staff/invoices/{invoice.id}/send"))

    assert f": invoice {invoice.number}, $120.00" in page
    assert "Now that would be" not in page


@pytest.fixture
async def billed(world: World) -> tuple[Job, Invoice]:
    """A completed job, and the draft of its invoice, which was once deleted and fetched back."""
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer)
        await jobs.complete(job)
        draft = await job_billing.charge(job, called="", credited="")
        await as_staff(world.acme.owner, invoices.throw_away(draft.id))
        await as_staff(world.acme.owner, invoices.fetch_back(draft.id))
    return job, draft


async def test_every_page_speaks_well_of_a_draft(world: World, olive: Visitor, billed: tuple[Job, Invoice]) -> None:
    job, draft = billed
    at = f"/staff/invoices/{draft.id}"
    told = {
        "/staff/invoices": "Draft",
        "/staff/invoices?show=draft&search=furnace": "Draft",
        at: "The number comes with sending",
        f"{at}/edit": "Draft invoice",
        f"{at}/send": "Send the invoice",
        f"/staff/customers/{world.acme.customer.id}": "Draft invoice fetched back",
        f"/staff/jobs/{job.id}": "Draft invoice",
        "/staff/audit": "Draft invoice",
        "/staff": "",
    }

    pages = {path: await text(await olive.get(path)) for path in told}

    assert [path for path, words in told.items() if words not in pages[path]] == []
    assert [path for path, page in pages.items() if re.search(r"nvoice None|> *None *<|·\s*None", page)] == []


async def test_a_deleted_draft_is_named_by_its_title(world: World, olive: Visitor, draft: Invoice) -> None:
    answer = await olive.post(f"/staff/invoices/{draft.id}/delete")

    assert "The draft “Furnace repair” was deleted." in await text(await olive.get(answer.location))


async def test_the_paper_of_a_draft_is_called_one(olive: Visitor, draft: Invoice) -> None:
    answer = await olive.get(f"/staff/invoices/{draft.id}.pdf")

    assert answer.headers["Content-Disposition"] == 'inline; filename="invoice-draft.pdf"'
    paper = PdfReader(BytesIO(await answer.get_data(as_text=False)))
    assert str(paper.metadata and paper.metadata.title) == "Draft invoice, Acme"
    words = paper.pages[0].extract_text()
    assert "None" not in words
    assert "$0.00" not in words

"""Where an answer to a letter goes: into its thread, or past it to the other side."""

from collections.abc import Iterator

import pytest

from settings import settings
from tenants import messages
from tenants.isolation import acting_for
from tests.builders import a_thread, about_invoice, an_invoice
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World


@pytest.fixture
def no_mail_is_received(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("REPLY_DOMAIN", "")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def both_write(company: Company) -> None:
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        await a_thread(company, invoice)
        await messages.answer(about_invoice(invoice), company.owner, "For the new pump.")


async def test_it_goes_into_the_thread_by_an_address_for_each(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    await both_write(world.acme)
    await run_tasks()

    [to_staff] = postmark.messages(world.acme.owner.email)
    [to_dana] = postmark.messages(world.acme.contact.email)

    assert to_staff["ReplyTo"] != to_dana["ReplyTo"]
    assert all(it["ReplyTo"].endswith("@reply.porchlight.example") for it in (to_staff, to_dana))
    assert max(len(it["ReplyTo"].partition("@")[0]) for it in (to_staff, to_dana)) <= 64


@pytest.mark.usefixtures("no_mail_is_received")
async def test_where_no_mail_is_received_it_goes_to_the_other_side(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    await both_write(world.acme)
    await run_tasks()

    [to_staff] = postmark.messages(world.acme.owner.email)
    [to_dana] = postmark.messages(world.acme.contact.email)

    assert (to_staff["ReplyTo"], to_dana["ReplyTo"]) == (world.acme.contact.email, world.acme.tenant.email)


async def test_the_address_stays_the_same_for_the_thread(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    async with acting_for(world.acme.tenant):
        about = about_invoice(await an_invoice(world.acme.customer))
        for words in ("First.", "Second."):
            await messages.answer(about, world.acme.owner, words)
    await run_tasks()

    assert len({it["ReplyTo"] for it in postmark.messages(world.acme.contact.email)}) == 1

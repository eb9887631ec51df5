"""Finding one's portals: a person is mailed theirs over all companies, a stranger is told nothing."""

import pytest
from quart import Quart

from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.signing_up import at_base
from tests.world import World


async def mailed(run_tasks: RunTasks, postmark: Postmark, email: str) -> str:
    await run_tasks()
    return "\n".join(mail["TextBody"] for mail in postmark.messages(email))


async def test_a_contact_of_two_companies_gets_both(
    app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark
) -> None:
    await at_base(app, world).post("/find", {"email": world.acme.contact.email.upper()})
    text = await mailed(run_tasks, postmark, world.acme.contact.email)

    assert all(company.tenant.url("/") in text for company in (world.acme, world.bolt))
    assert "/staff" not in text


async def test_a_staff_member_gets_the_console(
    app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark
) -> None:
    await at_base(app, world).post("/find", {"email": world.acme.owner.email})
    text = await mailed(run_tasks, postmark, world.acme.owner.email)

    assert world.acme.tenant.url("/staff") in text
    assert world.bolt.tenant.slug not in text


async def test_a_stranger_gets_no_mail(app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
    stranger = world.acme.contact.email.replace("dana", "eve")
    await at_base(app, world).post("/find", {"email": stranger})

    assert await mailed(run_tasks, postmark, stranger) == ""


async def test_who_was_removed_is_a_stranger(app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
    async with acting_for(world.acme.tenant) as unit:
        await unit.rows("UPDATE contact SET removed_at = now() WHERE tenant_id = $1", world.acme.tenant.id)
        assert await Contact.filter(removed_at=None).count() == 0
    await at_base(app, world).post("/find", {"email": world.acme.contact.email})

    assert world.acme.tenant.slug not in await mailed(run_tasks, postmark, world.acme.contact.email)


async def test_a_portal_that_is_closed_is_not_named(
    app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark
) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
    await at_base(app, world).post("/find", {"email": world.acme.contact.email})

    assert world.acme.tenant.slug not in await mailed(run_tasks, postmark, world.acme.contact.email)


async def test_everybody_is_answered_alike(app: Quart, world: World) -> None:
    known, stranger = world.acme.contact.email, world.acme.contact.email.replace("dana", "eves")
    answers = []
    for email in (known, stranger):
        visitor = at_base(app, world)
        steps = [await visitor.post("/find", {"email": email}) for _ in range(5)]
        answers.append([(it.status_code, it.location, sorted(it.headers.keys())) for it in steps])

    assert answers[0] == answers[1]
    assert {status for status, _, _ in answers[0]} == {303}


async def test_a_mailbox_gets_three_whatever_it_is_called(
    app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark
) -> None:
    visitor = at_base(app, world)
    for _ in range(6):
        await visitor.post("/find", {"email": world.acme.contact.email})
    await run_tasks()

    assert len(postmark.messages(world.acme.contact.email)) <= 3


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a@x.test\r\nBcc: b@x.test", "x" * 300 + "@example.com", "a\x00@x.test"]
)
async def test_what_is_no_address_is_said_to_be_none(app: Quart, world: World, email: str) -> None:
    assert (await at_base(app, world).post("/find", {"email": email})).status_code in {400, 422}

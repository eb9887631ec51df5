"""Whoever is ticked gets it, or one is told who does not: nobody is left out unsaid."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import pytest
from quart import Response

from tenants import estimates, share_links
from tenants.customers import Contact, Customer
from tenants.emails import Email
from tenants.estimates import Estimate
from tenants.isolation import acting_for
from tests.builders import a_draft, estimate_contents
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
STRANGERS = ("x", "", "00000000-0000-0000-0000-000000000000", "{other}", "{theirs}", "{dana}0")


class Paper(NamedTuple):
    path: str
    right: str
    more: dict[str, str]


@pytest.fixture(params=["invoices", "estimates", "invoices again"])
async def paper(request: pytest.FixtureRequest, world: World) -> Paper:
    noun, _, again = request.param.partition(" ")
    async with acting_for(world.acme.tenant):
        document = await (a_draft if noun == "invoices" else an_unsent_estimate)(world.acme.customer)
        if again:
            await share_links.send(document, to=[])
    more = {"again": "once"} if again else {"edits": "0", "version": "1"}
    return Paper(f"/staff/{noun}/{document.id}/send", "billing" if noun == "invoices" else "approve", more)


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


async def mails(world: World) -> int:
    async with acting_for(world.acme.tenant):
        return await Email.exclude(letter__startswith="staff").count()


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def sends(olive: Visitor, paper: Paper, *to: UUID | str) -> Response:
    return await olive.post(paper.path, {"note": "Kept", **paper.more, **{f"to.{it}": "on" for it in to}})


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_a_stranger_among_them_stops_it(world: World, olive: Visitor, paper: Paper, stranger: str) -> None:
    dana, casey, bob = world.acme.contact.id, world.acme.other_contact.id, world.bolt.contact.id
    before = await mails(world)

    answer = await sends(olive, paper, dana, stranger.format(dana=dana, other=casey, theirs=bob))
    page = await text(answer)

    assert answer.status_code == 422
    assert 'id="to-error">Somebody is ticked who is no contact of this customer.' in page
    assert "Kept" in page
    assert await mails(world) == before


async def test_who_was_removed_meanwhile_is_named(world: World, olive: Visitor, paper: Paper) -> None:
    async with acting_for(world.acme.tenant):
        robin = await a_contact(world, "Robin Roe")
        await Contact.filter(id=robin.id).update(removed_at=datetime.now(UTC))

    answer = await sends(olive, paper, world.acme.contact.id, robin.id)
    page = await text(answer)

    assert answer.status_code == 422
    assert 'id="to-error">Robin Roe has been removed meanwhile.' in page
    assert f'name="to.{robin.id}"' not in page


async def test_so_is_who_no_longer_gets_such_mail(world: World, olive: Visitor, paper: Paper) -> None:
    async with acting_for(world.acme.tenant):
        robin = await a_contact(world, "Robin Roe")
        await Contact.filter(id=robin.id).update(**{paper.right: False})

    answer = await sends(olive, paper, world.acme.contact.id, robin.id)

    assert answer.status_code == 422
    assert 'id="to-error">Robin Roe no longer gets this kind of mail.' in await text(answer)


async def test_it_is_said_where_nobody_is_left_too(world: World, olive: Visitor, paper: Paper) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.filter(customer_id=world.acme.customer.id).update(removed_at=datetime.now(UTC))

    answer = await sends(olive, paper, world.acme.contact.id)

    assert answer.status_code == 422
    assert 'id="to-error">Dana Diaz has been removed meanwhile.' in await text(answer)


async def test_all_who_are_ticked_get_it(world: World, olive: Visitor, paper: Paper) -> None:
    async with acting_for(world.acme.tenant):
        robin = await a_contact(world, "Robin Roe")
    before = await mails(world)

    assert (await sends(olive, paper, world.acme.contact.id, robin.id)).status_code == 303
    assert await mails(world) == before + 2


async def a_contact(world: World, name: str) -> Contact:
    email = f"{name.split(maxsplit=1)[0].lower()}@example.com"
    return await Contact.create(customer_id=world.acme.customer.id, name=name, email=email, billing=True, approve=True)


async def an_unsent_estimate(customer: Customer) -> Estimate:
    return await estimates.draft(customer, estimate_contents())

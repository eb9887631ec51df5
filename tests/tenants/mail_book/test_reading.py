"""One mail: what became of it in its order, and whether its reader is elsewhere by now."""

from uuid import uuid4

import pytest

from tenants import mail_book
from tenants.customers import Contact
from tenants.emails import Delivery
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tests.tenants.mail_book.test_again import a_bounce
from tests.world import World


async def test_it_tells_what_became_of_it(world: World) -> None:
    mail_id = await a_bounce(world.acme)
    async with acting_for(world.acme.tenant):
        mail = await mail_book.one(mail_id)

    assert [what for what, _ in mail.happened] == [Delivery.QUEUED, Delivery.BOUNCED]
    assert (mail.customer, mail.moved) == ("Dana Diaz", False)


async def test_it_notices_that_the_address_was_corrected(world: World) -> None:
    mail_id = await a_bounce(world.acme)
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(email="dana.right@example.com")
        assert (await mail_book.one(mail_id)).moved


async def test_there_is_none_of_another_company(world: World) -> None:
    mail_id = await a_bounce(world.bolt)
    async with acting_for(world.acme.tenant):
        for wanted in (mail_id, uuid4()):
            with pytest.raises(NotFound):
                await mail_book.one(wanted)

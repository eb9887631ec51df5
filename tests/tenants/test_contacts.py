"""A customer's people as the company writes them down: one address each, out at once when they go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tenants import contacts, share_links, sign_in
from tenants.contacts import Typed
from tenants.customers import Contact, May
from tenants.emails import Email
from tenants.errors import Expired, Invalid
from tenants.isolation import acting_for
from tenants.sign_in import MagicLink, Session
from tests.builders import an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


def robin(**more: object) -> Typed:
    return Typed(**{"name": "Robin Roe", "email": "Robin@Example.com", **more})  # type: ignore[arg-type]


class TestAdding:
    async def test_the_address_is_kept_in_its_one_form(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            contact = await contacts.add(world.acme.customer, robin(rights=frozenset({May.BILLING})))

        assert (contact.email, contact.billing, contact.approve) == ("robin@example.com", True, False)

    @pytest.mark.parametrize("email", ["ROBIN@example.com", " robin@example.com "])
    async def test_one_address_is_one_person_of_a_customer(self, world: World, email: str) -> None:
        async with acting_for(world.acme.tenant):
            await contacts.add(world.acme.customer, robin())
            with pytest.raises(Invalid, match="has that address already"):
                await contacts.add(world.acme.customer, robin(email=email))

            assert await contacts.add(world.acme.other_customer, robin(email=email))

    @pytest.mark.parametrize("email", ["rob\u0131n@example.com", "robin@e\u212aample.com"])
    async def test_a_look_alike_is_another_address(self, world: World, email: str) -> None:
        async with acting_for(world.acme.tenant):
            first = await contacts.add(world.acme.customer, robin())
            second = await contacts.add(world.acme.customer, robin(email=email))

        assert first.email != second.email

    @pytest.mark.parametrize(
        "email", ["", "robin", "a@b@example.com", "Robin <r@example.com>", "r@example.com\r\nBcc: x@y.zz", "r\0@x.yy"]
    )
    async def test_what_is_no_address_is_refused(self, world: World, email: str) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid) as error:
                await contacts.add(world.acme.customer, robin(email=email))

        assert error.value.field == "email"


async def begun(company: Company, visit: Visit) -> tuple[Visitor, str]:
    """Dana is signed in, has a link to an invoice and another one to sign in."""
    dana = await visit(company).sign_in()
    await visit(company).post("/sign-in", {"email": company.contact.email})
    async with acting_for(company.tenant):
        link = await share_links.share(await an_invoice(company.customer), contact_id=company.contact.id)
    return dana, share_links.token(link)


async def is_over(company: Company, dana: Visitor, token: str, email: str) -> bool:
    signed_out = (await dana.get("/invoices")).status_code == 303
    async with acting_for(company.tenant):
        live = await MagicLink.filter(email=email, consumed_at=None, replaced_at=None).exists()
        with pytest.raises(Expired):
            await share_links.opened_with(token)
    return signed_out and not live


class TestGoing:
    async def test_who_is_removed_is_out_at_once_with_all_their_links(self, world: World, visit: Visit) -> None:
        dana, token = await begun(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await contacts.remove(world.acme.contact)

        assert await is_over(world.acme, dana, token, world.acme.contact.email)

    async def test_they_can_be_brought_back_and_their_old_links_stay_dead(self, world: World, visit: Visit) -> None:
        dana, token = await begun(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await contacts.remove(world.acme.contact)
            await contacts.bring_back(world.acme.contact)

        assert await is_over(world.acme, dana, token, world.acme.contact.email)
        assert await visit(world.acme).sign_in()

    async def test_nobody_comes_back_to_an_address_that_is_taken_by_now(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await contacts.remove(world.acme.contact)
            await contacts.add(world.acme.customer, robin(email=world.acme.contact.email))
            with pytest.raises(Invalid):
                await contacts.bring_back(world.acme.contact)

    async def test_the_same_person_at_another_customer_stays(self, world: World) -> None:
        acme = world.acme
        async with acting_for(acme.tenant):
            other = await contacts.add(acme.other_customer, robin(email=acme.contact.email))
            session = await Session.create(
                secret_hash=b"x" * 32,
                purpose=sign_in.Purpose.CONTACT,
                email=acme.contact.email,
                contact_id=other.id,
                seen_at=datetime.now(UTC),
                expires_at=datetime.now(UTC) + timedelta(days=1),
            )
            await contacts.remove(acme.contact)

            assert (await Session.get(id=session.id)).revoked_at is None


class TestChanging:
    async def test_another_address_ends_what_the_old_one_began_and_tells_it(self, world: World, visit: Visit) -> None:
        old = world.acme.contact.email
        dana, token = await begun(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await contacts.change(world.acme.contact, robin(name="Dana Diaz"))
            told = await Email.get(letter="email_changed")

        assert await is_over(world.acme, dana, token, old)
        assert (told.to_address, told.facts["new_email"]) == (old, "r…@example.com")

    async def test_another_name_ends_nothing(self, world: World, visit: Visit) -> None:
        dana = await visit(world.acme).sign_in()
        async with acting_for(world.acme.tenant):
            contact = await Contact.get(id=world.acme.contact.id)
            await contacts.change(contact, Typed("Dana D.", contact.email))

        assert (await dana.get("/invoices")).status_code == 200

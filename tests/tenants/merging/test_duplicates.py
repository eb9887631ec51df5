"""Who may be one: by an address, a phone number or a name in common, until somebody says that they are two."""

from uuid import uuid4

import pytest

from sandbox.servers import Servers
from tenants import contacts, merging
from tenants.activity import Activity
from tenants.contacts import Typed
from tenants.customers import Contact, Customer
from tenants.errors import Conflict, NotFound
from tenants.isolation import acting, acting_for
from tenants.merging import Likeness, ToldApart, Wish
from tests.builders import as_staff
from tests.catalogue import superuser
from tests.patience import quickest
from tests.tenants.merging.deed import the_same_person
from tests.world import World

MANY = (
    """
INSERT INTO customer (id, tenant_id, name, billing_address, created_at)
SELECT gen_random_uuid(), $1, 'Customer Nr ' || CASE WHEN n < 200 THEN n / 2 ELSE n END, '', now()
  FROM generate_series(1, 10000) n
""",
    "ANALYZE customer",
    """
INSERT INTO contact (id, tenant_id, customer_id, name, email, phone, created_at)
SELECT gen_random_uuid(), $1, id, 'Somebody', id || '@example.com',
       '+1 217 ' || lpad((row_number() OVER ())::text, 7, '0'), now() FROM customer WHERE tenant_id = $1
""",
    "ANALYZE contact",
)


async def found(world: World) -> list[tuple[str, list[Likeness]]]:
    return [(it.name, it.common) for it in await merging.like(world.acme.customer.id)]


class TestLikeness:
    async def test_the_cast_is_nobodys_double(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert (await found(world), await merging.pairs()) == ([], [])

    async def test_an_address_in_common(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme, email=world.acme.contact.email.title())

            assert await found(world) == [("Casey Cole", [Likeness.EMAIL])]

    @pytest.mark.parametrize("phone", ["(217) 555-0100", "217.555.0100", "+12175550100", "+1 217 555 0100 ext. 4"])
    async def test_a_phone_number_in_common_however_it_is_written(self, world: World, phone: str) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(phone="+1 217 555 0100")
            await Contact.filter(id=world.acme.other_contact.id).update(phone=phone)

            assert await found(world) == [("Casey Cole", [Likeness.PHONE])]

    @pytest.mark.parametrize("name", ["DIAZ, Dana", "dana  díaz", "Dana Diaz, LLC", "Dana Diaz L.L.C."])
    async def test_a_name_in_common_however_it_is_written(self, world: World, name: str) -> None:
        async with acting_for(world.acme.tenant):
            await Customer.filter(id=world.acme.other_customer.id).update(name=name)

            assert await found(world) == [(name, [Likeness.NAME])]

    @pytest.mark.parametrize("name", ["Dan Diaz", "Dana", "Diana Diaz", "LLC", "???"])
    async def test_another_name_is_somebody_else(self, world: World, name: str) -> None:
        async with acting_for(world.acme.tenant):
            await Customer.filter(id=world.acme.other_customer.id).update(name=name)

            assert await found(world) == []

    async def test_what_a_removed_contact_had_says_nothing(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await contacts.remove(await the_same_person(world.acme))

            assert await found(world) == []

    async def test_what_many_have_in_common_makes_no_two_of_them_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for n in range(5):
                other = await Customer.create(name=f"House {n}")
                await contacts.add(other, Typed("Manager", world.acme.contact.email))

            assert (await found(world), await merging.pairs()) == ([], [])

    async def test_another_companys_customers_are_not_asked(self, world: World) -> None:
        async with acting_for(world.bolt.tenant):
            assert await merging.like(world.bolt.customer.id) == []
            assert await merging.like(world.acme.customer.id) == []


class TestPairs:
    async def test_each_pair_is_listed_once_with_all_they_have_in_common(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
            await Customer.filter(id=world.acme.other_customer.id).update(name="Dana Díaz")
            (pair,) = await merging.pairs()

        assert (pair.first_name, pair.second_name) == ("Dana Diaz", "Dana Díaz")
        assert pair.common == [Likeness.EMAIL, Likeness.NAME]

    async def test_pages_follow_each_other_without_a_gap_and_soon(self, world: World, servers: Servers) -> None:
        async with superuser(servers) as admin:
            for sql in MANY:
                await admin.execute(sql, *([world.acme.tenant.id] if "$1" in sql else []))
        async with acting_for(world.acme.tenant):
            seen, after = [], merging.FIRST
            while found := await merging.pairs(after):
                seen += found[: merging.PAGE]
                after = seen[-1].place
            of_pages = await quickest(lambda: merging.pairs(merging.FIRST))
            of_one = await quickest(lambda: merging.like(seen[0].first_id))

        assert len({frozenset((it.first_id, it.second_id)) for it in seen}) == len(seen) == 99
        assert (of_pages < 3, of_one < 1) == (True, True)


class TestApart:
    async def test_who_was_told_apart_is_not_asked_about_again(self, world: World) -> None:
        one, other = world.acme.customer.id, world.acme.other_customer.id
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
            for _ in range(2):
                await as_staff(world.acme.owner, merging.tell_apart(other, one))
            assert (await found(world), await merging.like(other), await merging.pairs()) == ([], [], [])
            assert await Activity.filter(verb="told_apart").count() == 2

            await merging.take_back(one, other)
            assert (len(await found(world)), len(await merging.pairs())) == (1, 1)

    async def test_there_must_be_two_of_ours(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Conflict):
                await merging.tell_apart(world.acme.customer.id, world.acme.customer.id)
            for stranger in (uuid4(), world.bolt.customer.id):
                with pytest.raises(NotFound):
                    await merging.tell_apart(world.acme.customer.id, stranger)

    async def test_who_is_somebody_else_stays_so_when_one_of_them_is_merged(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            third = await Customer.create(name="Robin Roe")
            await merging.tell_apart(world.acme.customer.id, third.id)
            await merging.tell_apart(world.acme.customer.id, world.acme.other_customer.id)
            await merging.merge(world.acme.customer.id, world.acme.other_customer.id, Wish("Dana Diaz"))
            (apart,) = await ToldApart.filter(tenant_id=acting().tenant.id)

        assert {apart.first_id, apart.second_id} == {third.id, world.acme.other_customer.id}

"""Notes for staff: kept by the company, out of every customer's sight by the database itself."""

import asyncpg
import pytest

from tenants import staff_notes
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tests.builders import as_staff
from tests.world import World


class TestNotes:
    async def test_they_say_who_wrote_them(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await as_staff(world.acme.owner, staff_notes.add(world.acme.customer, " Pays late. \r\nDog. "))
            (note,) = await staff_notes.notes(world.acme.customer.id)

        assert (note.body, note.by) == ("Pays late. \nDog.", "Olive Owner")

    async def test_no_unit_of_a_customer_sees_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await staff_notes.add(world.acme.customer, "Pays late.")

        async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id) as unit:
            assert await unit.rows("SELECT * FROM staff_note") == []

    async def test_nor_writes_one(self, world: World) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id) as unit:
                await unit.rows(
                    "INSERT INTO staff_note (id, tenant_id, customer_id, body, by, created_at) "
                    "VALUES (gen_random_uuid(), $1, $2, 'x', '', now())",
                    world.acme.tenant.id,
                    world.acme.customer.id,
                )

    async def test_what_was_removed_can_be_brought_back(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            note = await staff_notes.add(world.acme.customer, "Pays late.")
            await staff_notes.remove(world.acme.customer, note.id)
            assert await staff_notes.notes(world.acme.customer.id) == []

            await staff_notes.bring_back(world.acme.customer, note.id)
            assert len(await staff_notes.notes(world.acme.customer.id)) == 1

    async def test_another_customers_cannot_be_removed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            note = await staff_notes.add(world.acme.customer, "Pays late.")
            with pytest.raises(NotFound):
                await staff_notes.remove(world.acme.other_customer, note.id)

    @pytest.mark.parametrize("body", ["", "  \n ", "x" * 4_001])
    async def test_it_says_something_within_reason(self, world: World, body: str) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await staff_notes.add(world.acme.customer, body)

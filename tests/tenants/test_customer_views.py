"""A view as a customer: half an hour, for as long as its staff member may, and nothing can be written in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tenants import customer_views
from tenants.activity import Activity
from tenants.customer_views import CustomerView
from tenants.customers import Contact, Customer
from tenants.errors import Conflict
from tenants.isolation import acting_for
from tenants.sign_in import Session, StaffViewer, find_staff, staff_session
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.world import Company, World

NOW = datetime.now(UTC)


async def olive(company: Company) -> StaffViewer:
    _, reference = await staff_session.begin(company.owner.email, "a laptop")
    found = await find_staff(reference)
    assert found
    return found


@pytest.fixture
async def reference(world: World) -> str:
    """Olive looks at Acme's portal as Dana."""
    async with acting_for(world.acme.tenant):
        return await customer_views.begin(world.acme.contact, await olive(world.acme))


async def seen(company: Company, reference: str) -> customer_views.View | None:
    async with acting_for(await Tenant.get(id=company.tenant.id)):
        return await customer_views.find(reference)


class TestLooking:
    async def test_it_is_the_contacts_own_view(self, world: World, reference: str) -> None:
        view = await seen(world.acme, reference)

        assert view
        assert (view.viewer.contact_id, view.staff_name) == (world.acme.contact.id, "Olive Owner")
        assert not view.viewer.can_switch

    async def test_it_stands_in_the_history(self, world: World, reference: str) -> None:
        async with acting_for(world.acme.tenant):
            noted = await Activity.get(verb="viewed_as")

        assert (noted.about_id, noted.customer_id) == (world.acme.contact.id, world.acme.customer.id)

    async def test_it_sees_that_customer_alone(self, world: World, reference: str) -> None:
        async with acting_for(world.acme.tenant):
            await customer_views.find(reference)

            assert [row.id for row in await Customer.all()] == [world.acme.customer.id]

    async def test_nothing_can_be_written_in_it(self, world: World, reference: str) -> None:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with acting_for(world.acme.tenant) as unit:
                await customer_views.find(reference)
                await unit.rows("UPDATE contact SET name = 'Mallory'")

    async def test_nor_in_a_unit_opened_later(self, world: World, reference: str) -> None:
        await seen(world.acme, reference)

        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows("UPDATE contact SET name = 'Mallory'")


async def left_alone(company: Company) -> None:
    """For an hour, where everybody needs a second factor."""
    await Tenant.filter(id=company.tenant.id).update(second_factor_required=True)
    await Session.all().update(seen_at=NOW - timedelta(hours=1))


ENDS: dict[str, Any] = {
    "half an hour is over": lambda it: CustomerView.all().update(expires_at=NOW),
    "its session was signed out": lambda it: Session.all().update(revoked_at=NOW),
    "its session was left alone for three days": lambda it: Session.all().update(seen_at=NOW - timedelta(days=3)),
    "its session was left alone where that is strict": left_alone,
    "its staff member was removed": lambda it: StaffMember.filter(id=it.owner.id).update(removed_at=NOW),
    "its staff member was demoted": lambda it: StaffMember.filter(id=it.owner.id).update(role=Role.MEMBER),
    "the contact was removed": lambda it: Contact.filter(id=it.contact.id).update(removed_at=NOW),
    "the portal was switched off": lambda it: Tenant.filter(id=it.tenant.id).update(portal_enabled=False),
}


class TestEnd:
    @pytest.mark.parametrize("why", ENDS)
    async def test_it_is_over_when(self, world: World, reference: str, why: str) -> None:
        async with acting_for(world.acme.tenant):
            await ENDS[why](world.acme)

        assert await seen(world.acme, reference) is None

    async def test_it_is_over_when_they_look_no_more(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            staff = await olive(world.acme)
            reference = await customer_views.begin(world.acme.contact, staff)
            await customer_views.end(staff.session_id)

        assert await seen(world.acme, reference) is None

    async def test_another_one_ends_the_first(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            staff = await olive(world.acme)
            first = await customer_views.begin(world.acme.contact, staff)
            await customer_views.begin(world.acme.other_contact, staff)

        assert await seen(world.acme, first) is None

    async def test_it_is_none_at_another_company(self, world: World, reference: str) -> None:
        assert await seen(world.bolt, reference) is None

    async def test_it_does_not_begin_for_who_was_removed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            world.acme.contact.removed_at = NOW
            with pytest.raises(Conflict, match="removed"):
                await customer_views.begin(world.acme.contact, await olive(world.acme))

"""The audit log: every act of staff, newest first, page by page, and never changed."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tenants import activity, api_keys, audit, invoices
from tenants.activity import Activity
from tenants.actor import Actor, acts
from tenants.api_keys import Access, ApiKey, Scope
from tenants.audit import By, Wanted
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.builders import a_draft, a_staff_member, an_invoice, as_staff
from tests.world import World


async def verbs(wanted: Wanted | None = None) -> list[str]:
    return [act.verb for act in await audit.listed(wanted or Wanted())]


async def as_program(key: ApiKey, act: Coroutine[Any, Any, Any]) -> None:
    """What a program of the company does with its key."""

    async def acting() -> None:
        acts(Actor(None, key.name, "192.0.2.9", key.id))
        await act

    await asyncio.create_task(acting())


class TestListing:
    async def test_it_has_what_staff_did_and_nothing_else(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer)
            await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))
            [act] = await audit.listed(Wanted())

        assert (act.verb, act.by, act.address, act.called) == ("changed", "Olive Owner", "192.0.2.7", "Dana Diaz")

    async def test_it_is_narrowed_down_by_person_record_kind_and_day(self, world: World) -> None:
        other = await a_staff_member(world.acme, Role.MEMBER)
        now = datetime.now(UTC)
        async with acting_for(world.acme.tenant):
            await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))
            await as_staff(other, activity.note(world.acme.tenant, "portal_changed", at=now - timedelta(days=3)))

            assert await verbs(Wanted(staff_member_id=other.id)) == ["portal_changed"]
            assert await verbs(Wanted(about_id=world.acme.customer.id)) == ["changed"]
            assert await verbs(Wanted(kinds=("tenant",))) == ["portal_changed"]
            assert await verbs(Wanted(between=(now - timedelta(hours=1), now + timedelta(hours=1)))) == ["changed"]

    async def test_it_is_narrowed_down_to_programs_and_to_one_of_them(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for name in ("Books", "Website"):
                key, _ = await api_keys.make(name, {Scope.JOBS: Access.READ}, world.acme.owner.id)
                await as_program(key, activity.note(world.acme.customer, f"changed_by_{name}"))
            await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))

            assert await verbs(Wanted(by=By.PROGRAMS)) == ["changed_by_Website", "changed_by_Books"]
            assert await verbs(Wanted(by=By.PROGRAMS, api_key_id=key.id)) == ["changed_by_Website"]
            assert await verbs() == ["changed", "changed_by_Website", "changed_by_Books"]
            assert [name for _, name in await audit.programs()] == ["Books", "Website"]

    async def test_its_pages_leave_nothing_out_and_repeat_nothing(self, world: World) -> None:
        at = datetime.now(UTC)
        async with acting_for(world.acme.tenant):
            for number in range(audit.PAGE + 7):
                moment = at - timedelta(seconds=number // 3)  # several at one moment
                await as_staff(world.acme.owner, activity.note(world.acme.customer, f"act_{number}", at=moment))
            first = await audit.listed(Wanted())
            last = first[audit.PAGE - 1]
            second = await audit.listed(Wanted(), (last.at, last.id))

        assert len({act.id for act in [*first[: audit.PAGE], *second]}) == audit.PAGE + 7

    async def test_another_company_reads_nothing_of_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))
        async with acting_for(world.bolt.tenant):
            assert await verbs() == []
            assert world.acme.owner.id not in {id_ for id_, _ in await audit.people()}

    async def test_a_record_is_called_what_its_page_calls_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await as_staff(world.acme.owner, invoices.send(draft))
            [act] = await audit.listed(Wanted())
            number = (await invoices.Invoice.get(id=draft.id)).number

        assert (act.called, act.is_there) == (number, True)


class TestAppendOnly:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE activity SET staff_member_id = NULL",
            "UPDATE activity SET address = ''",
            "UPDATE activity SET verb = 'nothing'",
            "DELETE FROM activity",
            "TRUNCATE activity",
        ],
    )
    async def test_the_application_cannot_change_whose_act_it_was(self, world: World, change: str) -> None:
        async with acting_for(world.acme.tenant):
            noted: UUID = await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(change)

        async with acting_for(world.acme.tenant):
            kept = await Activity.get(id=noted)
        assert (kept.staff_member_id, kept.address, kept.verb) == (world.acme.owner.id, "192.0.2.7", "changed")

"""Company deletions: after the waiting time nothing of the company is left anywhere, and nothing of another is touched."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

import tenants.models as models
from migrations._grants import APPEND_ONLY
from tenants import (
    company_deletions,
    company_exports,
    customer_views,
    directory,
    photo_store,
    share_links,
    sign_in,
    slugs,
    stripe_events,
    uploads,
)
from tenants.across import portals_of
from tenants.company_deletions import CompanyDeletion, deleting
from tenants.company_deletions.deleting import AT_THE_END, LAST_FIRST, TABLES, Left
from tenants.emails import Email
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import TenantOwned, acting_for, statement
from tenants.jobs import CalendarFeed, calendar_feed
from tenants.ledger import AttemptStatus, Kind, RefundStatus
from tenants.ledger import Refund as RefundRow
from tenants.share_links import ShareLink
from tenants.sign_in import StaffViewer, session, staff_session
from tenants.slugs import FormerSlug, Standing
from tenants.staff import Role, StaffMember
from tenants.stripe_events import EventState, StripeEvent
from tenants.tasks import Task
from tenants.tenant import Tenant
from tests.builders import a_staff_member, an_attempt, an_entry, an_invoice, as_staff, one_of_each
from tests.catalogue import fingerprint
from tests.endings import begun, deleted, due, emptied, now, scheduled, turn_back
from tests.patience import until_somebody_is_held_up
from tests.sandboxes import Postmark
from tests.world import Company, World
from workers import housekeeping
from workers.company_deletions import delete_company

OWNED = [model for name in models.__all__ if issubclass(model := getattr(models, name), TenantOwned)]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ENDING = ("deletes_at", "deletion_began_at", "deleted_at")

EVERY_TABLE = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
"""
REFERENCES = """
SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent,
       (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[array_length(conkey, 1)]) AS by
  FROM pg_constraint WHERE contype = 'f' AND confrelid <> 'tenant'::regclass
"""


async def full(company: Company) -> None:
    """A company with a row in every table, files in every place, and what the whole installation keeps of it."""
    tenant = company.tenant
    async with acting_for(tenant):
        await one_of_each(company)
        await RefundRow.all().update(status=RefundStatus.ARRIVED)
    await StripeEvent.create(id=f"evt_{uuid4().hex}", tenant_id=tenant.id, type="x", created_at=LONG_AGO)
    await Tenant.filter(id=tenant.id).update(slug=f"{tenant.slug}-x")
    for folder in (f"{tenant.id}/{uuid4()}", f"exports/{tenant.id}/{uuid4()}", f"uploads/{tenant.id}/{uuid4()}"):
        await photo_store.put(folder, {"a": b"file"})


async def where(admin: asyncpg.Connection, word: str) -> set[str]:
    """The tables in which the word stands in some row."""
    names = [row["relname"] for row in await admin.fetch(EVERY_TABLE)]
    sql = "SELECT EXISTS (SELECT FROM {} t WHERE strpos(t::text, $1) > 0)"
    return {name for name in names if await admin.fetchval(sql.format(name), word)}


async def kept(company: Company) -> None:
    async with acting_for(company.tenant):
        await company_deletions.keep()


async def a_staff_viewer(company: Company) -> StaffViewer:
    async with acting_for(company.tenant):
        _, reference = await staff_session.begin(company.owner.email, "")
        viewer = await sign_in.find_staff(reference)
    assert viewer
    return viewer


class TestScheduling:
    async def test_it_ends_at_a_midnight_two_weeks_from_now(self, world: World) -> None:
        tenant = await scheduled(world.acme)

        [row] = await statement("SELECT $1::timestamptz - now() AS left", tenant.deletes_at)
        assert timedelta(days=14) < row["left"] < timedelta(days=15, hours=3)
        assert tenant.deletes_at.astimezone(tenant.zone).strftime("%H:%M") == "00:00"

    async def test_the_last_day_is_the_one_before_that_midnight(self, world: World) -> None:
        tenant = await scheduled(world.acme)

        assert company_deletions.last_day(tenant) == tenant.deletes_at.astimezone(tenant.zone).date() - timedelta(
            days=1
        )

    @pytest.mark.parametrize("typed", ["", "acme", "Acme Heating", "Bolt", "\0"])
    async def test_it_wants_the_name(self, world: World, typed: str) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await company_deletions.schedule(typed)

        assert not (await now(world.acme)).is_ending

    async def test_scheduled_twice_it_stays_as_it_was(self, world: World) -> None:
        first = await scheduled(world.acme)
        again = await scheduled(world.acme)

        assert again.deletes_at == first.deletes_at
        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="staff_deletion_scheduled").count() == 1

    async def test_every_owner_is_written_to_and_nobody_else(self, world: World) -> None:
        second, _ = await a_staff_member(world.acme, Role.OWNER), await a_staff_member(world.acme, Role.ADMIN)
        tenant = await scheduled(world.acme)

        async with acting_for(world.acme.tenant):
            letters = await Email.filter(letter="staff_deletion_scheduled")
        assert {it.to_address for it in letters} == {world.acme.owner.email, second.email}
        assert letters[0].facts["by"] == world.acme.owner.name
        assert letters[0].facts["last_on"] == company_deletions.last_day(tenant).isoformat()

    async def test_a_reminder_goes_once_and_only_while_it_stands(self, world: World) -> None:
        tenant = await scheduled(world.acme)
        [task] = await Task.filter(name="remind_of_deletion", tenant_id=tenant.id)
        assert timedelta(days=2) < tenant.deletes_at - task.run_at < timedelta(days=3)

        for subject in (task.subject, task.subject, "2026-01-01T00:00:00+00:00"):
            await company_deletions.remind(tenant, subject)
        await company_deletions.remind(world.acme.tenant, task.subject)

        async with acting_for(tenant):
            assert await Email.filter(letter="staff_deletion_reminder").count() == 1

    async def test_it_says_what_money_is_on_its_way(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            attempt = await an_attempt(invoice, status=AttemptStatus.PROCESSING)
            await RefundRow.create(
                customer_id=invoice.customer_id, invoice_id=invoice.id, attempt_id=attempt.id, amount=1, reason="x"
            )
            await an_entry(invoice, 0, Kind.DISPUTE_OPENED)

            assert await company_deletions.on_its_way() == (1, 1, 1)


class TestKeeping:
    async def test_it_is_as_it_was_before(self, world: World) -> None:
        await scheduled(world.acme)
        async with acting_for(world.acme.tenant):
            await as_staff(world.acme.owner, company_deletions.keep())

        assert not (await now(world.acme)).is_ending
        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="staff_deletion_taken_back").count() == 1

    async def test_kept_twice_is_no_error(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await company_deletions.keep()
            assert not await Email.exists()

    async def test_scheduled_again_the_owners_are_written_to_again(self, world: World) -> None:
        for _ in range(2):
            await scheduled(world.acme)
            async with acting_for(world.acme.tenant):
                await company_deletions.keep()

        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="staff_deletion_scheduled").count() == 2

    async def test_it_works_as_long_as_nothing_is_gone(self, world: World, admin: asyncpg.Connection) -> None:
        await due(admin, world.acme)
        async with acting_for(world.acme.tenant):
            await company_deletions.keep()

        assert not await company_deletions.begin(await now(world.acme))
        assert (await now(world.acme)).deletion_began_at is None

    async def test_what_has_begun_cannot_be_taken_back(self, world: World, admin: asyncpg.Connection) -> None:
        await begun(admin, world.acme)
        with pytest.raises(Conflict):
            async with acting_for(world.acme.tenant):
                await company_deletions.keep()

        assert (await now(world.acme)).is_ending

    @pytest.mark.parametrize("first", ["keeping", "beginning"])
    async def test_of_two_at_once_exactly_the_first_wins(
        self, world: World, admin: asyncpg.Connection, first: str
    ) -> None:
        tenant = await due(admin, world.acme)

        has_acted = asyncio.Event()

        async def waits_for_the_other() -> None:
            if not has_acted.is_set():
                has_acted.set()
                await until_somebody_is_held_up()

        async def keeping() -> bool:
            async with acting_for(tenant):
                try:
                    await company_deletions.keep()
                except Conflict:
                    return False
                await waits_for_the_other()
                return True

        async def beginning() -> bool:
            async with acting_for(tenant) as unit:
                row = await unit.row(deleting.BEGIN, tenant.id)
                await waits_for_the_other()
                return row is not None

        acts = {"keeping": keeping, "beginning": beginning}
        winner = asyncio.create_task(acts.pop(first)())
        await has_acted.wait()
        loser = asyncio.create_task(acts.popitem()[1]())

        assert (await winner, await loser) == (True, False)
        left = await now(world.acme)
        assert left.is_ending == (first == "beginning") == (left.deletion_began_at is not None)


class TestClosed:
    """To contacts everything is shut by the database itself, whatever a process remembers of the company."""

    async def test_a_link_that_is_on_its_way_signs_nobody_in(self, world: World) -> None:
        browser = sign_in.Browser("b" * 43)
        async with acting_for(world.acme.tenant):
            await sign_in.request_link(world.acme.contact.email, browser=browser.asking, network=None)
            link = await sign_in.MagicLink.get()
        await scheduled(world.acme)

        async with acting_for(world.acme.tenant):
            assert await sign_in.by_link(link.secret, "", browser) is sign_in.Refused.UNKNOWN
            assert await sign_in.mailable(link.id) is None

    async def test_a_session_is_worth_nothing_and_is_again_when_it_is_kept(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            session_id, reference = await session.begin(world.acme.contact.email, "")
        seen = []
        for act in (None, scheduled, None, kept):
            if act:
                await act(world.acme)
            async with acting_for(world.acme.tenant):
                found = await sign_in.find(reference, wall=False)
                seen.append((found is not None, session_id in await sign_in.alive([session_id])))

        assert seen == [(True, True), (False, False), (False, False), (True, True)]

    async def test_nobody_sees_through_a_contacts_eyes(self, world: World) -> None:
        viewer = await a_staff_viewer(world.acme)
        async with acting_for(world.acme.tenant):
            reference = await customer_views.begin(world.acme.contact, viewer)
        await scheduled(world.acme)

        async with acting_for(await now(world.acme)):
            assert await customer_views.find(reference) is None
            with pytest.raises(Conflict):
                await customer_views.begin(world.acme.contact, viewer)

    async def test_no_link_and_no_calendar_opens(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            rows = {type(row): row for row in await one_of_each(world.acme)}
        await scheduled(world.acme)

        for opened in (
            share_links.opened_with(share_links.token(rows[ShareLink])),
            calendar_feed.opened_with(calendar_feed.token(rows[CalendarFeed])),
        ):
            with pytest.raises(NotFound):
                async with acting_for(world.acme.tenant):
                    await opened

    async def test_asked_for_their_portals_contacts_find_none_and_staff_to_the_end(
        self, world: World, admin: asyncpg.Connection
    ) -> None:
        who = (world.acme.contact.email, world.acme.owner.email)

        async def find_acme() -> list[bool]:
            return [world.acme.tenant.id in {it.id for it, _, _ in await portals_of(email)} for email in who]

        assert await find_acme() == [True, True]
        await scheduled(world.acme)
        assert await find_acme() == [False, True]
        await kept(world.acme)
        await begun(admin, world.acme)
        assert await find_acme() == [False, False]


class TestDatabase:
    """What the application's role cannot do, whoever speaks for it."""

    @pytest.mark.parametrize("ahead", ["-1 day", "0 days", "13 days 23 hours", "14 days -1 minute"])
    async def test_no_end_is_nearer_than_two_weeks(self, world: World, ahead: str) -> None:
        sql = "UPDATE tenant SET deletes_at = now() + $2::text::interval WHERE id = $1"
        for _ in range(2):
            with pytest.raises(asyncpg.CheckViolationError):
                await statement(sql, world.acme.tenant.id, ahead)
            await scheduled(world.acme)  # nor is one that stands moved nearer

    @pytest.mark.parametrize("column", ENDING)
    async def test_no_company_ends_as_it_begins(self, world: World, column: str) -> None:
        moment = world.acme.tenant.created_at + timedelta(days=30)
        with pytest.raises(BaseORMException, match="does not end"):
            await Tenant.create(slug=f"s-{uuid4().hex[:10]}", name="Aqua", **{column: moment})

    @pytest.mark.parametrize("column", ["deletion_began_at", "deleted_at"])
    async def test_nothing_begins_before_its_time(self, world: World, column: str) -> None:
        for _ in range(2):
            with pytest.raises(asyncpg.CheckViolationError):
                await statement(f"UPDATE tenant SET {column} = now() WHERE id = $1", world.acme.tenant.id)
            await scheduled(world.acme)

    @pytest.mark.parametrize("change", ["deletes_at = NULL", "deletion_began_at = NULL"])
    async def test_what_has_begun_stays_begun(self, world: World, admin: asyncpg.Connection, change: str) -> None:
        await begun(admin, world.acme)

        with pytest.raises(asyncpg.CheckViolationError):
            await statement(f"UPDATE tenant SET {change} WHERE id = $1", world.acme.tenant.id)

    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("when", ["living", "scheduled", "due"])
    async def test_what_only_grows_does_so_to_the_end(
        self, world: World, admin: asyncpg.Connection, table: str, when: str
    ) -> None:
        await full(world.acme)
        await {"living": now, "scheduled": scheduled, "due": lambda company: due(admin, company)}[when](world.acme)

        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"DELETE FROM {table}")

    @pytest.mark.parametrize("table", APPEND_ONLY)
    async def test_no_policy_but_the_trigger_would_let_a_row_go(
        self, world: World, admin: asyncpg.Connection, table: str
    ) -> None:
        """With the trigger away nothing goes either, and nothing of another company whose own has begun."""
        await full(world.acme)
        await full(world.bolt)
        await begun(admin, world.bolt)
        await admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
        try:
            async with acting_for(world.acme.tenant) as unit:
                assert await unit.rows(f"DELETE FROM {table} RETURNING id") == []
        finally:
            await admin.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_only_grows")

    @pytest.mark.parametrize("table", APPEND_ONLY)
    async def test_it_goes_with_its_company_and_is_not_changed_even_then(
        self, world: World, admin: asyncpg.Connection, table: str
    ) -> None:
        await full(world.acme)
        await begun(admin, world.acme)

        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"UPDATE {table} SET id = id")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"TRUNCATE {table}")
        async with acting_for(world.acme.tenant) as unit:
            assert await unit.rows(f"DELETE FROM {table} RETURNING id")

    @pytest.mark.parametrize("table", ["invoice", "estimate", "estimate_version", "agreement", "service_request"])
    async def test_what_was_sent_goes_with_its_company_alone(
        self, world: World, admin: asyncpg.Connection, table: str
    ) -> None:
        await full(world.acme)
        await due(admin, world.acme)

        with pytest.raises(asyncpg.CheckViolationError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"DELETE FROM {table}")

    async def test_what_is_deleted_never_changes_again(self, world: World, admin: asyncpg.Connection) -> None:
        await begun(admin, world.acme)
        await emptied(world.acme.tenant)
        await company_deletions.finish(world.acme.tenant)

        with pytest.raises(asyncpg.CheckViolationError):
            await statement("UPDATE tenant SET name = 'Acme' WHERE id = $1", world.acme.tenant.id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await statement("DELETE FROM tenant WHERE id = $1", world.acme.tenant.id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await statement("DELETE FROM company_deletion")


class TestDeleting:
    def test_it_covers_every_model(self) -> None:
        assert {model._meta.db_table for model in OWNED} | {"stripe_event", "task"} == {*TABLES, *AT_THE_END}

    async def test_children_go_before_those_they_belong_to(self, admin: asyncpg.Connection) -> None:
        order = [*TABLES, "staff_member"]
        references = await admin.fetch(REFERENCES)

        assert [row for row in references if order.index(row["child"]) > order.index(row["parent"])] == []
        assert {row["child"]: row["by"] for row in references if row["child"] == row["parent"]} == LAST_FIRST

    @pytest.mark.parametrize(("table", "column"), LAST_FIRST.items())
    async def test_no_row_reads_a_whole_table_to_go(self, admin: asyncpg.Connection, table: str, column: str) -> None:
        """The database looks for each row that goes whether another one names it."""
        found = await admin.fetchval(
            "SELECT EXISTS (SELECT FROM pg_indexes WHERE tablename = $1 AND strpos(indexdef, $2) > 0)",
            table, f"(tenant_id, {column})",
        )  # fmt: skip

        assert found

    async def test_nothing_of_it_is_left_anywhere(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        await full(world.acme)
        await full(world.bolt)
        before = await fingerprint(admin, world.bolt.tenant.id)

        await deleted(admin, world.acme)

        mark = world.acme.tenant.slug.removeprefix("acme-")
        tombstone = {"company_deletion", "former_slug", "tenant"}
        assert await where(admin, str(world.acme.tenant.id)) == tombstone
        for person in (world.acme.owner, world.acme.contact, world.acme.other_contact):
            assert await where(admin, str(person.id)) == set()
        assert await where(admin, f"office@acme-{mark}") == await where(admin, f"acct_acme{mark}") == set()
        assert await where(admin, f"acme-{mark}") == {"former_slug"}
        assert await fingerprint(admin, world.bolt.tenant.id) == before

    async def test_its_files_are_gone_and_the_others_are_there(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        for company in (world.acme, world.bolt):
            await full(company)

        await deleted(admin, world.acme)

        for place in ("", company_exports.FOLDER, uploads.FOLDER):
            lying = await photo_store.folders(place)
            assert str(world.acme.tenant.id) not in lying
            assert str(world.bolt.tenant.id) in lying

    async def test_the_record_says_how_much_of_what(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        await full(world.acme)
        await deleted(admin, world.acme)

        record = await CompanyDeletion.get(tenant_id=world.acme.tenant.id)
        assert record.done_at > record.began_at
        assert {model._meta.db_table for model in OWNED} <= set(record.counts)
        assert record.counts["folders"] == 3

    async def test_the_row_that_stays_says_nothing(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        every: dict[str, Any] = {
            "portal_name": "x", "welcome": "x", "logo": {"mark": "x", "width": 1, "height": 1, "tone": ""}, "tax_number": "x", "invoice_note": "x",
            "estimate_terms": "x", "taxes": [1], "domain": f"{uuid4().hex}.example", "reminds_since": LONG_AGO.date(),
        }  # fmt: skip
        await Tenant.filter(id=world.acme.tenant.id).update(**every)
        tenant = await deleted(admin, world.acme)

        blank = Tenant(slug=f"deleted-{tenant.id.hex}", name="")
        kept = {"id", "created_at", *ENDING}
        for name in set(Tenant._meta.fields_map) - kept:
            assert getattr(tenant, name) == getattr(blank, name), name

    async def test_nobody_else_gets_its_address_for_a_while(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        await deleted(admin, world.acme)

        await company_deletions.forget_slugs()
        assert await slugs.standing(world.acme.tenant.slug) is Standing.TAKEN
        await FormerSlug.filter(slug=world.acme.tenant.slug).update(kept_until=LONG_AGO)
        await company_deletions.forget_slugs()
        assert await where(admin, world.acme.tenant.slug) == set()
        assert await slugs.standing(world.acme.tenant.slug) is Standing.FREE

    async def test_what_a_living_company_gave_up_is_kept(self, world: World) -> None:
        slug = f"was-{uuid4().hex[:10]}"
        await FormerSlug.create(slug=slug, tenant_id=world.acme.tenant.id, kept_until=LONG_AGO)
        await company_deletions.forget_slugs()

        assert await FormerSlug.exists(slug=slug)

    async def test_what_stripe_says_of_it_later_alarms_nobody(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark
    ) -> None:
        account = world.acme.tenant.stripe_account
        await deleted(admin, world.acme)
        event = {"id": f"evt_{uuid4().hex}", "type": "charge.refunded", "account": account, "created": 1, "data": {}}
        await stripe_events.receive({**event, "data": {"object": {"id": "ch_1"}}})

        kept = await StripeEvent.get(id=event["id"])
        assert (kept.state, kept.reason) == (EventState.IGNORED, "its company was deleted")
        assert (await CompanyDeletion.get(tenant_id=world.acme.tenant.id)).account_hash == sha256(
            account.encode()
        ).digest()


class TestGoingOn:
    @pytest.mark.parametrize("batches", [1, 3, 9, 20, 40])
    async def test_killed_anywhere_it_goes_on_where_it_was(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark, batches: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await full(world.acme)
        tenant = await begun(admin, world.acme)
        monkeypatch.setattr(deleting, "BATCH", 1)
        for _ in range(batches):
            await company_deletions.empty(tenant, 0.0)
        async with acting_for(tenant) as unit:
            assert await unit.row("SELECT 1 FROM customer WHERE tenant_id = $1", tenant.id)
        await delete_company(tenant, "")

        assert (await now(world.acme)).deleted_at
        record = await CompanyDeletion.get(tenant_id=tenant.id)
        assert record.counts["customer"] == 2

    async def test_two_workers_do_it_once(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await full(world.acme)
        tenant = await begun(admin, world.acme)
        monkeypatch.setattr(deleting, "BATCH", 1)
        await asyncio.gather(*(asyncio.create_task(delete_company(tenant, "")) for _ in range(2)))

        record = await CompanyDeletion.get(tenant_id=tenant.id)
        assert record.done_at
        assert (record.counts["customer"], record.counts["staff_member"]) == (2, 1)

    async def test_it_is_called_for_once_at_a_time(self, world: World, admin: asyncpg.Connection) -> None:
        await scheduled(world.bolt)
        await due(admin, world.acme)
        for _ in range(2):
            await asyncio.gather(*(asyncio.create_task(housekeeping.once(company_deletions.due)) for _ in range(3)))

        assert await Task.filter(name="delete_company", tenant_id=world.acme.tenant.id).count() == 1
        assert not await Task.filter(name="delete_company", tenant_id=world.bolt.tenant.id).exists()

    async def test_its_own_task_stays_to_the_end(self, world: World, admin: asyncpg.Connection) -> None:
        tenant = await begun(admin, world.acme)
        await company_deletions.due()
        await emptied(tenant)

        assert [it.name for it in await Task.filter(tenant_id=tenant.id)] == ["delete_company"]

    async def test_nothing_goes_before_all_is_quiet(self, world: World, admin: asyncpg.Connection) -> None:
        tenant = await due(admin, world.acme)
        for _ in range(2):
            await delete_company(tenant, "")
        await company_deletions.due()

        async with acting_for(tenant):
            assert await StaffMember.exists()
        assert not await Task.filter(name="delete_company", tenant_id=tenant.id).exists()
        assert (await now(world.acme)).deletion_began_at

    async def test_nothing_begins_that_is_not_due(self, world: World) -> None:
        assert not await company_deletions.begin(await scheduled(world.acme))
        assert not await company_deletions.begin(world.bolt.tenant)

        assert (await now(world.acme)).deletion_began_at is None
        assert not await CompanyDeletion.filter(tenant_id=world.acme.tenant.id).exists()

    @pytest.mark.parametrize("what", ["payment", "refund"])
    @pytest.mark.parametrize(("ago", "begins"), [("1 minute", False), ("13 days", False), ("14 days 1 minute", True)])
    async def test_money_on_its_way_is_waited_for_and_not_for_ever(
        self, world: World, admin: asyncpg.Connection, what: str, ago: str, begins: bool
    ) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            status = AttemptStatus.PROCESSING if what == "payment" else AttemptStatus.SUCCEEDED
            attempt = await an_attempt(invoice, status=status)
            if what == "refund":
                about = {"customer_id": invoice.customer_id, "invoice_id": invoice.id, "attempt_id": attempt.id}
                await RefundRow.create(**about, amount=1, reason="x", status=RefundStatus.SENT)
        await company_deletions.begin(await due(admin, world.acme, ago))

        assert ((await now(world.acme)).deletion_began_at is not None) == begins

    async def test_a_table_nobody_thought_of_stops_the_end(
        self, world: World, admin: asyncpg.Connection, postmark: Postmark, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await full(world.acme)
        tenant = await begun(admin, world.acme)
        monkeypatch.setattr(deleting, "TABLES", tuple(table for table in TABLES if table != "reminder_step"))

        with pytest.raises(Left, match="reminder_step"):
            await delete_company(tenant, "")
        assert (await now(world.acme)).deleted_at is None

    async def test_rows_that_name_their_own_kind_go_in_small_pieces_too(
        self, world: World, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with acting_for(world.acme.tenant):
            before: UUID | None = None
            for day in (2, 3, 1):  # neither the oldest nor the newest is one that may go first
                mail = await Email.create(key=f"k{day}", letter="x", to_address="a@b.example", resends_id=before)
                await Email.filter(id=mail.id).update(created_at=LONG_AGO + timedelta(days=day))
                before = mail.id
        tenant = await begun(admin, world.acme)
        monkeypatch.setattr(deleting, "BATCH", 1)

        assert await emptied(tenant)


class TestDirectory:
    async def test_once_begun_its_hosts_are_unknown(self, world: World, admin: asyncpg.Connection) -> None:
        domain = f"{uuid4().hex}.example"
        await Tenant.filter(id=world.acme.tenant.id).update(domain=domain)
        await begun(admin, world.acme)

        for host in (world.acme.tenant.first_host, domain):
            assert await directory.at_host(host) is None
            assert host not in await directory.hosts()

    async def test_certificates_are_made_for_its_first_host_alone(self, world: World) -> None:
        domain = f"{uuid4().hex}.example"
        await Tenant.filter(id=world.acme.tenant.id).update(domain=domain)
        directory.forget()
        assert domain in await directory.certifiable()
        tenant = await scheduled(world.acme)

        assert domain not in await directory.certifiable()
        assert tenant.first_host in await directory.certifiable()
        assert tenant.host == tenant.first_host
        found = await directory.at_host(domain)
        assert found
        assert found.id == tenant.id

    async def test_turned_back_by_hand_it_is_the_same_moment(self, world: World, admin: asyncpg.Connection) -> None:
        tenant = await due(admin, world.acme)

        assert tenant.is_ending
        assert time.time() - tenant.deletes_at.timestamp() < 120
        assert (await turn_back(admin, world.acme, "deletes_at", "1 day")).deletes_at < tenant.deletes_at

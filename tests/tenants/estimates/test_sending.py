"""Drafted, changed, sent: what customers see is the sent version, and it stays as it was sent."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

from sandbox.servers import Servers
from tenants import estimates, share_links
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, Invalid, NotFound
from tenants.estimates import Answerer, Estimate, EstimateAnswer, EstimateStatus, EstimateVersion
from tenants.isolation import Unit, acting_for
from tenants.share_links import ShareLink
from tests.builders import a_line, an_estimate, estimate_contents
from tests.catalogue import superuser
from tests.world import World

SOON = timedelta(days=30)


class TestDraft:
    async def test_it_numbers_them_by_company(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            numbers = [(await estimates.draft(world.acme.customer, estimate_contents())).number for _ in range(2)]
        async with acting_for(world.bolt.tenant):
            theirs = await estimates.draft(world.bolt.customer, estimate_contents())

        assert (*numbers, theirs.number) == ("E1001", "E1002", "E1001")
        assert theirs.currency == "CAD"

    async def test_it_is_seen_by_no_customer(self, world: World, unit: Unit) -> None:
        draft = await estimates.draft(world.acme.customer, estimate_contents())

        assert await estimates.for_customer(draft.customer_id, unit.tenant.today()) == ([], [])
        with pytest.raises(NotFound):
            await estimates.one(draft.customer_id, draft.id, unit.tenant.today())

    async def test_it_is_not_written_when_it_makes_no_sense(self, world: World, unit: Unit) -> None:
        with pytest.raises(ValueError, match="between one and 200"):
            await estimates.draft(world.acme.customer, estimate_contents(items=()))

    async def test_it_can_be_written_over_until_it_is_sent(self, world: World, unit: Unit) -> None:
        draft = await estimates.draft(world.acme.customer, estimate_contents())
        await estimates.revise(draft, estimate_contents(title="Another furnace"))
        await estimates.send(draft)

        assert (draft.title, draft.version) == ("Another furnace", 1)
        assert await EstimateVersion.filter(estimate_id=draft.id).count() == 1


class TestSend:
    async def test_it_freezes_what_it_says_for_thirty_days(self, world: World, unit: Unit) -> None:
        unit.tenant.signature_required = True
        estimate = await an_estimate(world.acme.customer)
        unit.tenant.signature_required = False
        unit.tenant.name = "Acme Renamed"
        shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())

        assert (estimate.status, estimate.version) == (EstimateStatus.SENT, 1)
        assert estimate.valid_until == shown.contents.valid_until == unit.tenant.today() + SOON
        assert (shown.contents.signature_required, shown.frozen["company"]) == (True, "Acme")

    async def test_it_dates_it_in_the_companys_zone(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer, at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC))

        assert estimate.valid_until == date(2026, 3, 31)

    async def test_it_asks_nobody_who_could_not_answer_any_more(self, world: World, unit: Unit) -> None:
        with pytest.raises(Invalid):
            await an_estimate(world.acme.customer, valid_until=unit.tenant.today() - timedelta(days=1))

    async def test_it_mails_every_contact_a_link_of_their_own_once(self, world: World, unit: Unit) -> None:
        estimate = await estimates.draft(world.acme.customer, estimate_contents())
        await share_links.send_estimate(estimate, by="Alex")
        with pytest.raises(Conflict):
            await share_links.send_estimate(estimate)

        email = await Email.get(about_id=estimate.id)
        assert (email.letter, email.to_address) == ("estimate_sent", world.acme.contact.email)
        assert email.facts["share_link"] == str((await ShareLink.get(estimate_id=estimate.id)).id)
        assert (await Activity.get(about_id=estimate.id)).verb == "sent"


class TestRevise:
    async def test_customers_see_the_sent_version_until_the_next_is_sent(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.revise(estimate, estimate_contents(title="Better furnace"))
        shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())

        assert (shown.version, shown.contents.title, shown.previous) == (1, "New furnace", None)

    async def test_a_new_version_is_asked_anew(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.request_changes(estimate.id, dana, 1, reason="Cheaper, please.")
        await estimates.revise(estimate, estimate_contents(items=(estimates.Item(a_line(9_000)),)))
        await share_links.send_estimate(estimate)
        shown = await estimates.one(estimate.customer_id, estimate.id, unit.tenant.today())

        assert (shown.state, shown.version, shown.least_total) == (estimates.State.SENT, 2, 9_000)
        assert shown.previous
        assert shown.differences.totals == (12_000, 9_000)
        email = await Email.get(letter="estimate_revised")
        assert (email.facts["change"], email.facts["was"]["amount"]) == ("total", 12_000)

    async def test_the_link_somebody_has_stays_theirs(self, world: World, unit: Unit) -> None:
        estimate = await estimates.draft(world.acme.customer, estimate_contents())
        await share_links.send_estimate(estimate)
        await estimates.revise(estimate, estimate_contents())
        await share_links.send_estimate(estimate)

        assert await ShareLink.filter(estimate_id=estimate.id).count() == 1

    async def test_a_declined_one_can_be_offered_anew(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.decline(estimate.id, dana, 1)
        await estimates.revise(estimate, estimate_contents())
        await estimates.send(estimate)

        assert (estimate.status, estimate.answered_at) == (EstimateStatus.SENT, None)

    async def test_an_accepted_one_stays(self, world: World, unit: Unit, dana: Answerer) -> None:
        estimate = await an_estimate(world.acme.customer)
        await estimates.accept(estimate.id, dana, estimates.Acceptance(1))
        await estimates.revise(estimate, estimate_contents())
        with pytest.raises(Conflict):
            await estimates.send(estimate)

    async def test_it_never_writes_over_a_version_that_was_sent(self, world: World, unit: Unit) -> None:
        estimate = await an_estimate(world.acme.customer)
        stale = await Estimate.get(id=estimate.id)
        stale.version = 0

        with pytest.raises(Conflict):
            await estimates.revise(stale, estimate_contents(title="Other"))


CHANGES = {
    "estimate": ["title = 'x'", "number = 'x'", "valid_until = valid_until - 1", "status = 'draft', version = 0",
                 "least_total = 0", "currency = 'EUR'", "version = 3", "sent_at = now()"],
    "estimate_version": ["contents = '{}'", "frozen = '{}'", "fingerprint = ''", "sent_at = NULL", "number = 9"],
    "estimate_answer": ["by = 'x'", "reason = 'x'", "fingerprint = 'x'", "choice = '{}'", "signature = '{}'"],
}  # fmt: skip
WHOSE = {"estimate": "id", "estimate_version": "estimate_id", "estimate_answer": "estimate_id"}


class TestItStays:
    """Against the database's superuser too, since it is the database that keeps it."""

    @pytest.mark.parametrize(("table", "change"), [(table, it) for table, all_ in CHANGES.items() for it in all_])
    async def test_what_was_sent_or_answered_is_not_written_over(
        self, world: World, servers: Servers, table: str, change: str
    ) -> None:
        estimate_id = await an_answered(world)
        async with superuser(servers) as admin:
            with pytest.raises(asyncpg.CheckViolationError, match="stays as it was"):
                await admin.execute(f"UPDATE {table} SET {change} WHERE {WHOSE[table]} = $1", estimate_id)

    @pytest.mark.parametrize("table", CHANGES)
    async def test_nor_deleted(self, world: World, servers: Servers, table: str) -> None:
        estimate_id = await an_answered(world)
        async with superuser(servers) as admin:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await admin.execute(f"DELETE FROM {table} WHERE {WHOSE[table]} = $1", estimate_id)

    @pytest.mark.parametrize("change", ["status = 'declined', total = NULL", "total = 11_999", "version = 2"])
    async def test_what_was_accepted_is_only_opened_again(
        self, world: World, servers: Servers, dana: Answerer, change: str
    ) -> None:
        async with acting_for(world.acme.tenant):
            item = estimates.Item(a_line(12_000), optional=True)
            estimate = await an_estimate(world.acme.customer, items=(estimates.Item(a_line(12_000)), item))
            await estimates.accept(estimate.id, dana, estimates.Acceptance(1))
        async with superuser(servers) as admin:
            with pytest.raises(asyncpg.CheckViolationError, match="stays as it was"):
                await admin.execute(f"UPDATE estimate SET {change} WHERE id = $1", estimate.id)

    async def test_the_application_may_not_even_try_with_an_answer(self, world: World) -> None:
        await an_answered(world)
        with pytest.raises(BaseORMException, match="permission denied"):
            async with acting_for(world.acme.tenant):
                await EstimateAnswer.all().update(reason="x")

    async def test_a_draft_is_free(self, world: World, unit: Unit) -> None:
        estimate = await estimates.draft(world.acme.customer, estimate_contents())
        await EstimateVersion.filter(estimate_id=estimate.id).delete()
        await estimate.delete()

        assert await Estimate.all().count() == 0


async def an_answered(world: World) -> UUID:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer)
        await estimates.decline(estimate.id, Answerer(estimate.customer_id, "Dana"), 1)
        return estimate.id

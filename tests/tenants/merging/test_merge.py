"""Merging two customers: everything of the one is the other's, sign for sign as it was, and nobody else is touched."""

from datetime import date, timedelta
from uuid import uuid4

import asyncpg
import pytest

from tenants import estimates, merging, share_links, statements
from tenants.activity import Activity
from tenants.agreements import Agreement
from tenants.agreements.answers import is_answer_whole
from tenants.customers import Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.estimates import Answerer, Document, Estimate
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.merging import MergedCustomer, Wish
from tests.builders import (
    a_share_link,
    a_signed_agreement,
    an_attempt,
    an_entry,
    an_estimate,
    an_invoice,
    estimate_contents,
    one_of_each,
)
from tests.catalogue import fingerprint
from tests.tenants.merging.deed import merged, rows_of, the_same_person
from tests.world import Company, World

MOVE = "UPDATE {} SET customer_id = $1 WHERE id = $2"


async def everything(company: Company) -> None:
    async with acting_for(company.tenant):
        await one_of_each(company)
        await PaymentAttempt.all().update(status=AttemptStatus.OPEN)


async def shown(estimate: Estimate, customer_id: object) -> Document:
    found: Document = await estimates.one(customer_id, estimate.id, acting().tenant.today())  # type: ignore[arg-type]
    return found


class TestRows:
    async def test_every_row_of_the_one_is_the_others(self, world: World, admin: asyncpg.Connection) -> None:
        await everything(world.acme)
        loser, winner = world.acme.customer.id, world.acme.other_customer.id
        before, theirs = await rows_of(loser, admin), await rows_of(winner, admin)
        await merged(world.acme)

        own = {"activity": 1, "merged_customer": 1}  # the entry that tells of it, and where the address leads
        names = before.keys() | theirs.keys() | own.keys()
        wanted = {it: before.get(it, 0) + theirs.get(it, 0) + own.get(it, 0) for it in names}
        assert (await rows_of(loser, admin), await rows_of(winner, admin)) == ({}, wanted)
        assert len(before) > 20

    async def test_another_company_is_not_touched(self, world: World, admin: asyncpg.Connection) -> None:
        for company in (world.acme, world.bolt):
            await everything(company)
        before = await fingerprint(admin, world.bolt.tenant.id)
        await merged(world.acme)

        assert await fingerprint(admin, world.bolt.tenant.id) == before

    async def test_nor_is_another_customer(self, world: World, admin: asyncpg.Connection) -> None:
        await everything(world.acme)
        async with acting_for(world.acme.tenant):
            third = await Customer.create(name="Robin Roe")
            await an_invoice(third)
        before = await rows_of(third.id, admin)
        await merged(world.acme)

        assert await rows_of(third.id, admin) == before

    async def test_what_either_owed_is_owed_by_the_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            today = unit.tenant.today()
            paid = await an_invoice(world.acme.customer, 5_000)
            await an_entry(paid, 2_000)
            await an_invoice(world.acme.other_customer, 700)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            period = statements.Period(today - timedelta(days=5), today)
            statement = await statements.one(world.acme.other_customer.id, period)

        assert statement.closing == 3_700

    async def test_an_import_of_the_old_program_finds_who_took_them_in(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Customer.filter(id=world.acme.customer.id).update(external_id="Q-7")
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            found = await merging.known_by("Q-7"), await merging.once_called("dana diaz"), await merging.known_by("Q-8")

        assert found == (world.acme.other_customer.id, world.acme.other_customer.id, None)


class TestWhatWasSent:
    async def test_an_answered_estimate_is_still_sign_for_sign_what_was_signed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await the_same_person(world.acme)
            estimate = await an_estimate(world.acme.customer)
            who = Answerer(world.acme.customer.id, "Dana", contact_id=world.acme.contact.id)
            await estimates.decline(estimate.id, who, 1)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            third = await Customer.create(name="Robin Roe")
            assert (await shown(estimate, world.acme.other_customer.id)).is_genuine
            await merging.merge(world.acme.other_customer.id, third.id, Wish("Casey Cole"))
            document = await shown(estimate, third.id)

        assert (document.is_genuine, document.answer is not None) == (True, True)

    async def test_so_is_what_is_sent_and_answered_afterwards(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            await estimates.revise(estimate, estimate_contents(title="A smaller furnace"))
        winner = await merged(world.acme)
        async with acting_for(world.acme.tenant):
            estimate = await Estimate.get(id=estimate.id)
            before = (await shown(estimate, winner.id)).is_genuine
            await estimates.send(estimate)
            await estimates.decline(estimate.id, Answerer(winner.id, "Casey"), 2)
            document = await shown(estimate, winner.id)

        assert (before, document.is_genuine, document.version) == (True, True, 2)

    async def test_an_answer_given_after_the_merging_to_what_was_sent_before_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
        winner = await merged(world.acme)
        async with acting_for(world.acme.tenant):
            await estimates.decline(estimate.id, Answerer(winner.id, "Casey"), 1)

            assert (await shown(estimate, winner.id)).is_genuine

    async def test_a_signed_agreement_is_still_signed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            signed = await a_signed_agreement(world.acme.contact)
            await the_same_person(world.acme)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            agreement = await Agreement.get(id=signed.id)

        assert (agreement.customer_id, is_answer_whole(agreement)) == (world.acme.other_customer.id, True)

    async def test_a_share_link_still_opens(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            link = await a_share_link(await an_invoice(world.acme.customer), contact_id=world.acme.contact.id)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            opened = await share_links.opened_with(share_links.token(link))

        assert (opened.customer_id, opened.invoice_id) == (world.acme.other_customer.id, link.invoice_id)


class TestGuards:
    @pytest.mark.parametrize(
        "table", ["invoice", "estimate", "agreement", "visit", "service_request", "estimate_version"]
    )
    async def test_nobody_else_moves_what_was_sent(self, world: World, table: str) -> None:
        await everything(world.acme)
        pair = f"{world.acme.customer.id} {world.acme.other_customer.id}"
        with pytest.raises(asyncpg.CheckViolationError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows("SELECT set_config('app.merging', $1, true)", pair)
                await unit.rows(f"UPDATE {table} SET customer_id = $1", world.acme.other_customer.id)

    @pytest.mark.parametrize("table", ["ledger_entry", "activity", "message", "estimate_answer"])
    async def test_nor_what_is_append_only(self, world: World, table: str) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"UPDATE {table} SET customer_id = $1", world.acme.other_customer.id)

    async def test_the_customers_side_merges_nobody(self, world: World) -> None:
        winner = world.acme.other_customer.id
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant, customer_id=winner) as unit:
                await unit.rows("SELECT merge_customers($1, $2)", world.acme.customer.id, winner)

    @pytest.mark.parametrize("turned", [False, True])
    async def test_the_function_itself_finds_nobody_of_another_company(
        self, world: World, admin: asyncpg.Connection, turned: bool
    ) -> None:
        pair = [world.acme.customer.id, world.bolt.customer.id]
        before = await fingerprint(admin, world.bolt.tenant.id)
        with pytest.raises(asyncpg.NoDataFoundError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows("SELECT merge_customers($1, $2)", *(reversed(pair) if turned else pair))

        assert await fingerprint(admin, world.bolt.tenant.id) == before

    async def test_nobody_but_the_application_calls_it(self, admin: asyncpg.Connection) -> None:
        may = await admin.fetchval("SELECT proacl::text FROM pg_proc WHERE proname = 'merge_customers'")

        assert ("porchlight_app=X" in may, "{=X" in may or ",=X" in may) == (True, False)

    async def test_a_row_that_were_left_behind_stops_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer)
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows("DELETE FROM customer WHERE id = $1", world.acme.customer.id)

    async def test_it_wants_the_name_typed(self, world: World) -> None:
        for typed in ("", "Dana", "Casey Cole"):
            with pytest.raises(Invalid):
                await merged(world.acme, typed=typed)

        await merged(world.acme, typed="  dana   DIAZ ")

    async def test_it_is_done_once(self, world: World) -> None:
        await merged(world.acme)

        with pytest.raises(NotFound):
            await merged(world.acme)

    async def test_nobody_is_merged_with_themselves_or_with_a_stranger(self, world: World) -> None:
        with pytest.raises(Conflict):
            await merged(world.acme, into=world.acme.customer)
        for stranger in (world.bolt.customer, Customer(id=uuid4())):
            with pytest.raises(NotFound):
                await merged(world.acme, into=stranger)

    async def test_it_waits_for_a_payment_that_is_being_started(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            attempt = await an_attempt(await an_invoice(world.acme.customer))
        with pytest.raises(Conflict):
            await merged(world.acme)
        async with acting_for(world.acme.tenant):
            await PaymentAttempt.filter(id=attempt.id).update(status=AttemptStatus.PROCESSING)

        assert await merged(world.acme)


class TestWhatIsKept:
    async def test_the_address_of_the_one_leads_to_the_other(self, world: World) -> None:
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            third = await Customer.create(name="Robin Roe")
            await merging.merge(world.acme.other_customer.id, third.id, Wish("Casey Cole"))
            found = [await merging.goes_on_as(it.id) for it in (world.acme.customer, world.acme.other_customer, third)]

            assert found == [third.id, third.id, None]
            assert {it.name for it in await MergedCustomer.all()} == {"Dana Diaz", "Casey Cole"}

    @pytest.mark.parametrize(
        ("wish", "name", "street"),
        [
            ({}, "Casey Cole", "7 Oak Street"),
            ({"keeps_name": True}, "Dana Diaz", "7 Oak Street"),
            ({"keeps_address": True}, "Casey Cole", "12 Elm Street"),
        ],
    )
    async def test_which_name_and_address_stay_is_chosen(
        self, world: World, wish: dict[str, bool], name: str, street: str
    ) -> None:
        await merged(world.acme, **wish)
        async with acting_for(world.acme.tenant):
            customer = await Customer.get(id=world.acme.other_customer.id)

        assert (customer.name, customer.billing_address.splitlines()[0]) == (name, street)

    async def test_the_history_says_who_merged_whom_once(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            (entry,) = await Activity.filter(verb="merged")

        assert (entry.about_id, entry.staff_member_id) == (world.acme.other_customer.id, world.acme.owner.id)
        assert entry.facts["name"] == "Dana Diaz"
        assert entry.facts["moved"] == {"invoice": 1, "property": 1}

    async def test_nobody_is_reminded_who_was_not_to_be(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Customer.filter(id=world.acme.customer.id).update(reminds=False)
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            assert not (await Customer.get(id=world.acme.other_customer.id)).reminds

    async def test_numbers_and_what_was_sent_stay_as_they_are(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            before = dict(await an_invoice(world.acme.customer, due_on=date(2030, 1, 1)))
        await merged(world.acme)
        async with acting_for(world.acme.tenant):
            after = dict(await Invoice.get(id=before["id"]))

        assert {it for it in before if after[it] != before[it]} == {"customer_id"}

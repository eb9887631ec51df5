"""List imports: each row whole or not at all, a second run changes nothing, and a dead worker leaves no doubles."""

import asyncio
import csv
from datetime import UTC, date, datetime
from io import StringIO
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants import customers, invoices, list_imports, merging, numbering, payments
from tenants.customers import Contact, Customer, Property
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from tenants.list_exports import LISTS, exported
from tenants.list_exports.listed import Cells
from tenants.list_imports import ImportKind, ImportStatus, ListImport, running
from tenants.list_imports.columns import guessed
from tenants.spreadsheets import harmless, written
from tenants.tenant import Tenant
from tests.builders import a_list_import, an_invoice, as_staff
from tests.tenants.test_spreadsheets import CORPUS as FORMULAS
from tests.world import Company, World, a_company

CUSTOMERS = """name,external_id,billing_address,email,phone,property_address
Mara Moss,Q-1,1 Elm Street,mara@example.com,555 0100,1 Elm Street
Nils Nord,Q-2,,nils@example.com,,
"""


async def brought(
    company: Company, text: str, kind: ImportKind = ImportKind.CUSTOMERS, *, trial: bool = False
) -> dict[str, int]:
    """What became of the rows, by outcome."""
    async with acting_for(company.tenant):
        begun = await a_list_import(text, kind)
        await list_imports.start(begun, begun.chosen, trial=trial)
    await list_imports.run(company.tenant, str(begun.id))
    async with acting_for(company.tenant):
        done = await list_imports.one(begun.id)
    assert done.status is ImportStatus.DONE
    return done.sums


async def reasons(company: Company, text: str, kind: ImportKind) -> list[str]:
    await brought(company, text, kind)
    async with acting_for(company.tenant):
        latest = (await list_imports.recent())[0]
        return [it.reason % it.facts for it in await list_imports.report(latest.id) if it.reason]


class TestCustomers:
    async def test_a_row_brings_customer_contact_and_property(self, world: World) -> None:
        assert await brought(world.acme, CUSTOMERS) == {"added": 2}

        async with acting_for(world.acme.tenant):
            mara = await Customer.get(external_id="Q-1")
            assert (await Contact.get(customer_id=mara.id)).email == "mara@example.com"
            assert (await Property.get(customer_id=mara.id)).address == "1 Elm Street"

    async def test_a_second_run_changes_nothing(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS)

        assert await brought(world.acme, CUSTOMERS) == {"unchanged": 2}

    async def test_without_numbers_the_name_and_address_tell_customers_apart(self, world: World) -> None:
        text = "name,address\nMara Moss,1 Elm\nMara Moss,2 Oak\nmara moss,1 Elm\n"

        assert await brought(world.acme, text) == {"added": 2, "unchanged": 1}

    async def test_the_number_of_the_old_program_finds_a_customer_under_another_name(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS)

        assert await brought(world.acme, "name,external_id\nMara Meyer,Q-1\n") == {"changed": 1}

    async def test_a_row_with_a_wrong_address_leaves_no_half_of_itself(self, world: World) -> None:
        sums = await brought(world.acme, "name,email\nMara Moss,no address\nNils Nord,nils@example.com\n")

        assert sums == {"added": 1, "refused": 1}
        async with acting_for(world.acme.tenant):
            assert not await Customer.filter(name="Mara Moss").exists()

    async def test_a_formula_comes_in_as_the_text_it_was(self, world: World) -> None:
        await brought(world.acme, "name\n'=HYPERLINK(1)\n")

        async with acting_for(world.acme.tenant):
            assert await Customer.filter(name="=HYPERLINK(1)").exists()

    async def test_heads_are_only_names(self, world: World) -> None:
        text = '"name","x\'); DROP TABLE customer; --"\nMara Moss,{{7*7}}\n'

        assert await brought(world.acme, text) == {"added": 1}


class TestContacts:
    async def test_they_join_the_customer_of_the_name(self, world: World) -> None:
        sums = await brought(world.acme, "customer,name,email\nDana Diaz,Lee,lee@example.com\n", ImportKind.CONTACTS)

        assert sums == {"added": 1}
        async with acting_for(world.acme.tenant):
            assert (await Contact.get(email="lee@example.com")).customer_id == world.acme.customer.id

    async def test_a_customer_of_another_company_is_none(self, world: World) -> None:
        async with acting_for(world.bolt.tenant):
            await Customer.create(name="Only Bolt", external_id="B-1")
        text = "customer,customer_id,name,email\nOnly Bolt,B-1,Lee,lee@example.com\n"

        assert await brought(world.acme, text, ImportKind.CONTACTS) == {"refused": 1}


class TestInvoices:
    TEXT = (
        "customer,number,date,due,total,status\n"
        'Dana Diaz,2001,2026-01-05,2026-02-05,"1,234.50",paid\n'
        "Dana Diaz,2002,1/20/2026,,80,open\n"
        "Dana Diaz,2003,2026-03-01,,9.99,void\n"
    )

    async def test_they_are_open_paid_or_void_and_nobody_is_written_to(self, world: World) -> None:
        assert await brought(world.acme, self.TEXT, ImportKind.INVOICES) == {"added": 3}

        async with acting_for(world.acme.tenant):
            paid, due, void = await Invoice.filter(number__in=["2001", "2002", "2003"]).order_by("number")
            assert [it.status for it in (paid, due, void)] == [
                InvoiceStatus.PAID,
                InvoiceStatus.OPEN,
                InvoiceStatus.VOID,
            ]
            assert (paid.total, due.issued_on) == (123_450, date(2026, 1, 20))
            assert [it.amount for it in await LedgerEntry.filter(invoice_id=paid.id)] == [123_450]

    async def test_a_second_run_changes_nothing(self, world: World) -> None:
        await brought(world.acme, self.TEXT, ImportKind.INVOICES)

        assert await brought(world.acme, self.TEXT, ImportKind.INVOICES) == {"unchanged": 3}

    async def test_our_own_numbers_pass_over_those_that_came(self, world: World) -> None:
        await brought(world.acme, self.TEXT, ImportKind.INVOICES)

        async with acting_for(world.acme.tenant):
            assert await numbering.take("invoice") == 2004

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("Nobody,1,2026-01-05,,1,", "There is no customer Nobody. Bring in the customers first."),
            ("Dana Diaz,1,31/31/2026,,1,", "Please write the day like 2026-11-29."),
            ("Dana Diaz,1,2026-01-05,,-1,", "A total is never below zero."),
            ("Dana Diaz,1,2026-01-05,,10000000.01,", "That is too large. At most 10000000.00 USD can stand here."),
            ("Dana Diaz,1,2026-01-05,,1e9,", "Please write the amount in digits, like 1234.50."),
            ("Dana Diaz,1,2026-01-05,,1,perhaps", "Please write open, paid or void."),
            ("Dana Diaz,,2026-01-05,,1,", "A number has between 1 and 40 characters."),
        ],
    )
    async def test_a_refused_row_has_its_reason(self, world: World, row: str, reason: str) -> None:
        text = f"customer,number,date,due,total,status\n{row}\n"

        assert await reasons(world.acme, text, ImportKind.INVOICES) == [reason]


class TestPartlyPaid:
    HEADS = "customer,number,date,total,status,paid so far,balance,paid on,currency\n"

    async def test_it_is_open_with_what_is_left(self, world: World) -> None:
        await brought(
            world.acme, f"{self.HEADS}Dana Diaz,9001,2026-01-05,100,open,40,,2026-01-20,\n", ImportKind.INVOICES
        )

        async with acting_for(world.acme.tenant):
            invoice = await Invoice.get(number="9001")
            document = await invoices.one(invoice.customer_id, invoice.id, date(2026, 2, 1))
            [entry] = await LedgerEntry.filter(invoice_id=invoice.id)
        assert (invoice.status, document.standing.balance) == (InvoiceStatus.OPEN, 6_000)
        assert (entry.amount, entry.method, entry.at.date()) == (4_000, "Paid before Porchlight", date(2026, 1, 20))

    async def test_what_is_still_open_tells_it_too(self, world: World) -> None:
        await brought(
            world.acme, f"{self.HEADS}Dana Diaz,9001,2026-01-05,100,partially paid,,25.50,,\n", ImportKind.INVOICES
        )

        async with acting_for(world.acme.tenant):
            [entry] = await LedgerEntry.filter(invoice_id=(await Invoice.get(number="9001")).id)
        assert entry.amount == 7_450

    async def test_one_that_is_wholly_paid_is_paid(self, world: World) -> None:
        await brought(world.acme, f"{self.HEADS}Dana Diaz,9001,2026-01-05,100,,100,,,\n", ImportKind.INVOICES)

        async with acting_for(world.acme.tenant):
            assert (await Invoice.get(number="9001")).status is InvoiceStatus.PAID

    async def test_brought_in_again_it_is_not_paid_again(self, world: World) -> None:
        text = f"{self.HEADS}Dana Diaz,9001,2026-01-05,100,open,40,60,,USD\n"
        await brought(world.acme, text, ImportKind.INVOICES)

        assert await brought(world.acme, text, ImportKind.INVOICES) == {"unchanged": 1}
        async with acting_for(world.acme.tenant):
            assert await LedgerEntry.filter(method="Paid before Porchlight").count() == 1

    async def test_nobody_is_written_to(self, world: World) -> None:
        await brought(world.acme, f"{self.HEADS}Dana Diaz,9001,2026-01-05,100,open,40,,,\n", ImportKind.INVOICES)

        async with acting_for(world.acme.tenant):
            assert await Email.all().count() == 0

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("100,open,140,,,", "More is paid or open than the invoice is about."),
            ("100,open,,140,,", "More is paid or open than the invoice is about."),
            ("100,open,40,40,,", "What is paid and what is open do not make up the total."),
            ("100,void,40,,,", "Nothing is paid of a void invoice."),
            ("100,open,-1,,,", "A total is never below zero."),
            ("100,open,,,,EUR", "Invoices here are in USD."),
        ],
    )
    async def test_what_cannot_be_is_refused(self, world: World, row: str, reason: str) -> None:
        text = f"{self.HEADS}Dana Diaz,9001,2026-01-05,{row}\n"

        assert await reasons(world.acme, text, ImportKind.INVOICES) == [reason]


class TestRights:
    HEADS = "customer,name,email,language,bills,answers,visits,no_letters_about\n"

    async def test_a_contact_comes_with_rights_language_and_topics(self, world: World) -> None:
        text = f"{self.HEADS}Dana Diaz,Lee,lee@example.com,es,no,YES,x,receipts jobs\n"

        await brought(world.acme, text, ImportKind.CONTACTS)

        async with acting_for(world.acme.tenant):
            lee = await Contact.get(email="lee@example.com")
        assert (lee.billing, lee.approve, lee.visits, lee.language) == (False, True, True, "es")
        assert lee.quiet == ["jobs", "receipts"]

    async def test_an_empty_cell_leaves_a_right_as_it_is(self, world: World) -> None:
        await brought(world.acme, f"{self.HEADS}Dana Diaz,Lee,lee@example.com,,no,,,\n", ImportKind.CONTACTS)

        text = f"{self.HEADS}Dana Diaz,Lee,lee@example.com,,,,,\n"
        assert await brought(world.acme, text, ImportKind.CONTACTS) == {"unchanged": 1}

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            (",perhaps,,,", "Please write yes or no."),
            ("Klingon,,,,", "Please write the language like en or es."),
            (
                ",,,,everything",
                "Please choose among estimates, jobs, agreements, service_requests, messages, receipts.",
            ),
        ],
    )
    async def test_what_means_nothing_is_refused(self, world: World, cells: str, reason: str) -> None:
        text = f"{self.HEADS}Dana Diaz,Lee,lee@example.com,{cells}\n"

        assert await reasons(world.acme, text, ImportKind.CONTACTS) == [reason]

    async def test_a_customer_comes_without_reminders(self, world: World) -> None:
        await brought(world.acme, "name,reminders\nMara Moss,no\n")

        async with acting_for(world.acme.tenant):
            assert not (await Customer.get(name="Mara Moss")).reminds


class TestTrial:
    async def test_it_says_what_would_happen_and_changes_nothing(self, world: World) -> None:
        assert await brought(world.acme, CUSTOMERS, trial=True) == {"added": 2}

        async with acting_for(world.acme.tenant):
            assert not await Customer.filter(external_id="Q-1").exists()

    async def test_the_list_may_be_brought_in_after_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            begun = await a_list_import(CUSTOMERS)
            await list_imports.start(begun, begun.chosen, trial=True)
        await list_imports.run(world.acme.tenant, str(begun.id))

        async with acting_for(world.acme.tenant):
            again = await ListImport.get(id=begun.id)
            await list_imports.start(again, again.chosen, trial=False)
        await list_imports.run(world.acme.tenant, str(begun.id))

        async with acting_for(world.acme.tenant):
            assert (await list_imports.one(begun.id)).sums == {"added": 2}


class TestRunning:
    @pytest.fixture(autouse=True)
    async def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(running, "CHUNK", 3)

    async def test_two_workers_at_once_leave_no_doubles(self, world: World) -> None:
        text = "name\n" + "".join(f"Customer {number}\n" for number in range(20))
        async with acting_for(world.acme.tenant):
            begun = await a_list_import(text)
            await list_imports.start(begun, begun.chosen, trial=False)

        await asyncio.gather(*(list_imports.run(world.acme.tenant, str(begun.id)) for _ in range(4)))

        async with acting_for(world.acme.tenant):
            assert await Customer.filter(name__startswith="Customer ").count() == 20
            assert (await list_imports.one(begun.id)).sums == {"added": 20}

    async def test_one_that_dies_half_way_is_gone_on_with(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        async with acting_for(world.acme.tenant):
            begun = await a_list_import("name\n" + "".join(f"Customer {number}\n" for number in range(10)))
            await list_imports.start(begun, begun.chosen, trial=False)
        with monkeypatch.context() as dying:
            dying.setattr(running, "move", None)
            with pytest.raises(TypeError):
                await list_imports.run(world.acme.tenant, str(begun.id))

        await list_imports.run(world.acme.tenant, str(begun.id))

        async with acting_for(world.acme.tenant):
            assert await Customer.filter(name__startswith="Customer ").count() == 10

    async def test_a_canceled_one_stops_where_it_is(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            begun = await a_list_import("name\nMara Moss\n")
            await list_imports.start(begun, begun.chosen, trial=False)
            await list_imports.cancel(begun)

        await list_imports.run(world.acme.tenant, str(begun.id))

        async with acting_for(world.acme.tenant):
            assert not await Customer.filter(name="Mara Moss").exists()

    async def test_one_list_at_a_time(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            first, second = await a_list_import(), await a_list_import()
            await list_imports.start(first, first.chosen, trial=False)
            with pytest.raises(Conflict):
                await list_imports.start(second, second.chosen, trial=False)

    async def test_of_two_that_begin_at_once_one_waits(self, world: World) -> None:
        async def start() -> None:
            async with acting_for(world.acme.tenant):
                begun = await a_list_import()
                await list_imports.start(begun, begun.chosen, trial=False)

        answers = await asyncio.gather(start(), start(), start(), return_exceptions=True)

        assert [type(it) for it in answers].count(Conflict) == 2

    async def test_a_needed_column_has_to_be_chosen(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            begun = await a_list_import("what\nMara Moss\n")
            with pytest.raises(Invalid):
                await list_imports.start(begun, begun.chosen, trial=False)

    async def test_the_history_knows_who_brought_it_in(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            begun = await as_staff(world.acme.owner, a_list_import("name\nMara Moss\n"))
            await list_imports.start(begun, begun.chosen, trial=False)
        await asyncio.create_task(list_imports.run(world.acme.tenant, str(begun.id)))

        async with acting_for(world.acme.tenant) as unit:
            [noted] = await unit.rows(
                "SELECT by FROM activity WHERE tenant_id = $1 AND verb = 'added' AND about = 'customer'",
                world.acme.tenant.id,
            )
        assert noted["by"] == "Olive Owner"


async def rows_of(tenant: Tenant, kind: str) -> list[Cells]:
    return [LISTS[kind].heads, *[row async for page in exported(tenant, kind) for row in page.rows]]


async def lists(company: Company) -> dict[ImportKind, str]:
    return {kind: written(await rows_of(company.tenant, kind)) for kind in ImportKind}


async def an_empty_company() -> Company:
    """A company with nobody but its owner."""
    company = await a_company("fresh", uuid4().hex[:10], "USD", "#1d4ed8")
    async with acting_for(company.tenant):
        for noun in (Contact, Property):
            await noun.all().delete()
        await Customer.all().delete()
    return company


async def have_everything(company: Company) -> None:
    """Two customers of one name, people with rights of all kinds, properties old and new, invoices however they stand."""
    async with acting_for(company.tenant):
        twins = [await customers.add("Mara Moss", "1 Elm Street\nBoise") for _ in range(2)]
        await Customer.filter(id=twins[0].id).update(reminds=False)
        for mara, email in zip(twins, ("a@example.com", "b@example.com"), strict=True):
            rights = {"billing": False, "visits": False, "quiet": ["jobs", "receipts"], "language": "es"}
            await Contact.create(customer_id=mara.id, name="=Mara", email=email, phone="+1 555 0100", **rights)
            for number in range(2):
                place = await customers.add_property(mara, f"House {number}", f"{number} Elm Street")
            await Property.filter(id=place.id).update(archived_at=datetime.now(UTC))
        for number, text in enumerate(FORMULAS):
            called = await customers.add(" ".join(text.split()), f"{number}\n{text}\n{text}")
            await customers.add_property(called, text, f"{number}\n{text}")
        await an_invoice(twins[0], 9_900)
        partly, paid, void = [await an_invoice(twins[1], amount) for amount in (12_000, 5_000, 7_000)]
        await invoices.void(void)
    for invoice, amount in ((partly, 4_050), (paid, 5_000)):
        noted = payments.Noted(id=uuid4(), amount=amount, method="Check", on=company.tenant.today())
        await payments.record(company.tenant, invoice.id, noted)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
names = cells.filter(lambda it: it.strip() and " ".join(it.split()) == it)


class TestRoundTrip:
    @given(
        st.lists(
            st.tuples(names, cells.map(str.strip)), min_size=1, max_size=6, unique_by=lambda it: (it[0].lower(), it[1])
        )
    )
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_was_exported_comes_in_as_it_was(self, people: list[tuple[str, str]]) -> None:
        """Through the same reading and writing of cells that export and import use."""
        table = written([["name", "billing_address"], *people])

        assert list(csv.reader(StringIO(table.removeprefix("\ufeff")))) == [
            ["name", "billing_address"],
            *[[harmless(cell) for cell in row] for row in people],
        ]

    async def test_a_company_moves_to_another(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS + '"\'=1+1",Q-9,"7 Elm\nOak",x@example.com,,\n')
        for kind in (ImportKind.CUSTOMERS, ImportKind.CONTACTS):
            table = written(await rows_of(world.acme.tenant, kind))
            await brought(world.bolt, table, kind)

        for kind in (ImportKind.CUSTOMERS, ImportKind.CONTACTS):
            ours = set(map(tuple, await rows_of(world.acme.tenant, kind)))
            theirs = set(map(tuple, await rows_of(world.bolt.tenant, kind)))
            assert ours <= theirs

    async def test_a_whole_company_moves_to_an_empty_one_and_its_lists_are_the_same(self, world: World) -> None:
        await have_everything(world.acme)
        before = await lists(world.acme)

        empty = await an_empty_company()
        for kind in ImportKind:
            assert set(await brought(empty, before[kind], kind)) <= {"added", "changed", "unchanged"}

        assert await lists(empty) == before

    async def test_its_own_lists_change_nothing(self, world: World) -> None:
        await have_everything(world.acme)
        before = await lists(world.acme)

        for kind in ImportKind:
            assert set(await brought(world.acme, before[kind], kind)) == {"unchanged"}

        assert await lists(world.acme) == before

    def test_what_export_writes_import_reads(self) -> None:
        for kind in ImportKind:
            heads = LISTS[kind].heads
            assert len(guessed(kind, heads)) == len(heads), kind

    async def test_the_same_list_at_another_company_is_another(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS)

        assert await brought(world.bolt, CUSTOMERS) == {"added": 2}


class TestMerged:
    """Who was merged into another does not come back with the next list."""

    LIST = "name,external_id,billing_address\nMara Moss,Q-1,1 Elm Street\nMara M.,Q-2,2 Oak Street\n"

    async def merge(self, world: World) -> Customer:
        await brought(world.acme, self.LIST)
        async with acting_for(world.acme.tenant):
            winner, gone = await Customer.get(external_id="Q-1"), await Customer.get(external_id="Q-2")
            return await merging.merge(gone.id, winner.id, merging.Wish("Mara M."))

    async def test_its_number_finds_who_took_it_in_and_changes_nothing(self, world: World) -> None:
        winner = await self.merge(world)

        assert await brought(world.acme, self.LIST) == {"unchanged": 2}
        async with acting_for(world.acme.tenant):
            (mara,) = await Customer.filter(name__startswith="Mara")
            assert (mara.id, mara.name, mara.billing_address) == (winner.id, "Mara Moss", "1 Elm Street")

    async def test_so_does_its_name_in_a_list_without_numbers(self, world: World) -> None:
        await self.merge(world)

        assert await brought(world.acme, "name,billing_address\nMara M.,2 Oak Street\n") == {"unchanged": 1}

    async def test_people_and_bills_of_the_one_are_the_others(self, world: World) -> None:
        winner = await self.merge(world)
        people = "customer_external_id,name,email\nQ-2,Mara,mara@example.com\n"
        bills = "customer,number,total,issued_on,due_on\nMara M.,A-7,12.00,2026-01-02,2026-01-30\n"
        await brought(world.acme, people, ImportKind.CONTACTS)
        await brought(world.acme, bills, ImportKind.INVOICES)
        async with acting_for(world.acme.tenant):
            contact, invoice = await Contact.get(email="mara@example.com"), await Invoice.get(number="A-7")

        assert {contact.customer_id, invoice.customer_id} == {winner.id}

    async def test_another_of_the_name_with_a_number_of_their_own_is_somebody_else(self, world: World) -> None:
        await self.merge(world)

        assert await brought(world.acme, "name,external_id,billing_address\nMara M.,Q-3,2 Oak Street\n") == {"added": 1}

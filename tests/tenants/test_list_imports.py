"""List imports: each row whole or not at all, a second run changes nothing, and a dead worker leaves no doubles."""

import asyncio
import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants import customer_book, list_imports, numbering
from tenants.customers import Contact, Customer, Property
from tenants.errors import Conflict, Invalid
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from tenants.list_imports import ImportKind, ImportStatus, ListImport, running
from tenants.spreadsheets import written
from tests.builders import a_list_import, as_staff
from tests.world import Company, World

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
            ("Dana Diaz,1,2026-01-05,,1e9,", "Please write the amount in digits, like 1234.50."),
            ("Dana Diaz,1,2026-01-05,,1,perhaps", "Please write open, paid or void."),
            ("Dana Diaz,,2026-01-05,,1,", "A number has between 1 and 40 characters."),
        ],
    )
    async def test_a_refused_row_has_its_reason(self, world: World, row: str, reason: str) -> None:
        text = f"customer,number,date,due,total,status\n{row}\n"

        assert await reasons(world.acme, text, ImportKind.INVOICES) == [reason]


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


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
names = cells.filter(lambda it: it.strip() and " ".join(it.split()) == it)


class TestRoundTrip:
    @given(
        st.lists(
            st.tuples(names, cells.map(str.strip)), min_size=1, max_size=6, unique_by=lambda it: (it[0].lower(), it[1])
        )
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_was_exported_comes_in_as_it_was(self, people: list[tuple[str, str]]) -> None:
        """Through the same reading and writing of cells that export and import use."""
        table = written([["name", "billing_address"], *people])

        assert list(csv.reader(StringIO(table.removeprefix("\ufeff")))) == [
            ["name", "billing_address"],
            *map(list, people),
        ]

    async def test_a_company_moves_to_another(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS + '"\'=1+1",Q-9,"7 Elm\nOak",x@example.com,,\n')
        for kind in (ImportKind.CUSTOMERS, ImportKind.CONTACTS):
            async with acting_for(world.acme.tenant):
                table = written(await customer_book.exported(kind))
            await brought(world.bolt, table, kind)

        for kind in (ImportKind.CUSTOMERS, ImportKind.CONTACTS):
            async with acting_for(world.acme.tenant):
                ours = set(map(tuple, await customer_book.exported(kind)))
            async with acting_for(world.bolt.tenant):
                theirs = set(map(tuple, await customer_book.exported(kind)))
            assert ours <= theirs

    async def test_the_same_list_at_another_company_is_another(self, world: World) -> None:
        await brought(world.acme, CUSTOMERS)

        assert await brought(world.bolt, CUSTOMERS) == {"added": 2}

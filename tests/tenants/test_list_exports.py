"""List exports: every row once, page by page, in figures that add up, and nothing that a spreadsheet computes."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tenants import customers, invoices, staff_notes
from tenants.customers import Contact, Property
from tenants.estimates import Acceptance, Answerer, Choice, Item, Option, accept
from tenants.invoices import Invoice
from tenants.isolation import Unit, acting_for
from tenants.line_items import Line
from tenants.list_exports import LISTS, PAGE, exported, exporting
from tenants.spreadsheets import written
from tests.builders import a_draft, an_estimate, an_invoice
from tests.world import Company, World

INVOICES_OF_PLENTY = """
INSERT INTO invoice SELECT (jsonb_populate_record(i, jsonb_build_object(
       'id', gen_random_uuid(), 'number', 'P-' || n, 'issued_on', i.issued_on - n % 300))).*
  FROM invoice i, generate_series(1, $3) n WHERE i.tenant_id = $1 AND i.id = $2
"""


async def table(company: Company, kind: str) -> list[dict[str, str | Decimal]]:
    pages = [page async for page in exported(company.tenant, kind)]
    return [dict(zip(LISTS[kind].heads, row, strict=True)) for page in pages for row in page.rows]


async def plenty(company: Company, invoices: int) -> None:
    async with acting_for(company.tenant) as unit:
        first = await an_invoice(company.customer)
        await unit.rows(INVOICES_OF_PLENTY, company.tenant.id, first.id, invoices - 1)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each statement found from here on."""
    found: list[int] = []
    fetch = Unit.rows

    async def counted(unit: Unit, sql: str, *values: object, seconds: float | None = None) -> list[object]:
        rows = await fetch(unit, sql, *values, seconds=seconds)
        found.append(len(rows))
        return rows

    monkeypatch.setattr(Unit, "rows", counted)
    return found


class TestPages:
    @pytest.mark.parametrize("kind", ["invoices", "invoice_lines"])
    async def test_however_long_it_is_no_more_than_a_page_is_held(
        self, world: World, pages: list[int], kind: str
    ) -> None:
        await plenty(world.acme, 2 * PAGE + 5)
        pages.clear()

        numbers = [row["number" if kind == "invoices" else "invoice"] for row in await table(world.acme, kind)]

        assert len(set(numbers)) == len(numbers) == 2 * PAGE + 5
        assert pages == [PAGE, PAGE, 5]

    @pytest.mark.parametrize("kind", LISTS)
    async def test_nothing_is_left_out_or_doubled_where_pages_meet(
        self, world: World, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        await a_little_of_everything(world.acme)
        whole = await table(world.acme, kind)
        monkeypatch.setattr(exporting, "PAGE", 2)

        assert await table(world.acme, kind) == whole
        assert len(whole) > 2

    async def test_between_pages_no_connection_is_held(self, world: World) -> None:
        await plenty(world.acme, 3)

        async for _ in exported(world.acme.tenant, "invoices"):
            async with acting_for(world.acme.tenant):  # which does not nest
                pass

    async def test_another_companys_rows_are_not_in_it(self, world: World) -> None:
        await a_little_of_everything(world.bolt)

        for kind in ("invoices", "invoice_lines", "estimate_lines", "staff_notes"):
            assert await table(world.acme, kind) == []


async def a_little_of_everything(company: Company) -> None:
    async with acting_for(company.tenant):
        twins = [await customers.add("Mara Moss", "") for _ in range(3)]
        for number in range(5):
            await customers.add_property(twins[1], f"House {number}", "1 Elm Street")
            await Contact.create(customer_id=twins[2].id, name="Mara", email=f"{number}@example.com")
            await staff_notes.add(twins[number % 3], f"Note {number}")
            await an_invoice(twins[number % 2], 100 + number)
            await an_estimate(twins[number % 2])


class TestInvoiceLines:
    async def test_each_line_is_told_in_exact_figures(self, world: World) -> None:
        lines = [
            Line("Filter", Decimal("2.5"), 1_000, discount_rate=1_000, tax_rate=825),
            Line("=SUM(A1)", Decimal(1), -500),
        ]
        async with acting_for(world.acme.tenant):
            await invoices.send(await invoices.draft(world.acme.customer, lines))

        first, second = await table(world.acme, "invoice_lines")

        assert (first["position"], first["description"], first["quantity"]) == (1, "Filter", Decimal("2.5"))
        assert [first[it] for it in ("unit_price", "discount", "tax_rate", "tax", "total")] == [
            Decimal("10.00"), Decimal("2.50"), Decimal("8.25"), Decimal("1.86"), Decimal("24.36"),
        ]  # fmt: skip
        assert (second["customer"], second["unit_price"], second["currency"]) == ("Dana Diaz", Decimal("-5.00"), "USD")

    async def test_they_add_up_to_the_invoices(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for amount in (12_345, 1, 99_999):
                lines = [Line("Work", Decimal("1.333"), amount, tax_rate=875), Line("Trip", Decimal(3), 777, 50)]
                await invoices.send(await invoices.draft(world.acme.customer, lines))

        totals: dict[object, Decimal] = {}
        for line in await table(world.acme, "invoice_lines"):
            totals[line["invoice"]] = totals.get(line["invoice"], Decimal(0)) + Decimal(line["total"])

        assert totals == {row["number"]: row["total"] for row in await table(world.acme, "invoices")}

    async def test_a_spreadsheet_computes_none_of_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invoices.send(await invoices.draft(world.acme.customer, [Line("=1+1", Decimal(1), 100)]))

        text = written([row async for page in exported(world.acme.tenant, "invoice_lines") for row in page.rows])

        assert ",'=1+1," in text

    async def test_drafts_are_not_in_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_draft(world.acme.customer)

        assert await table(world.acme, "invoice_lines") == []

    async def test_where_money_has_no_cents_there_are_none(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer, 1_200)
            await Invoice.filter(id=draft.id).update(currency="JPY")
            await invoices.send(await Invoice.get(id=draft.id))

        [line] = await table(world.acme, "invoice_lines")

        assert (line["total"], line["currency"]) == (Decimal(1_200), "JPY")


class TestEstimateLines:
    async def test_what_was_accepted_is_told_in_its_quantity(self, world: World) -> None:
        items = (Item(Line("Furnace", Decimal(1), 90_000)), Item(Line("Filter", Decimal(1), 500), optional=True))
        good = Option("good", "Good", (Item(Line("Vent", Decimal(2), 100), least=Decimal(1), most=Decimal(9)),))
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(
                world.acme.customer, items=items, options=(good, Option("best", "Best", good.items))
            )
            by = Answerer(world.acme.customer.id, "Dana", contact_id=world.acme.contact.id)
            await accept(estimate.id, by, Acceptance(1, Choice("good", {"good.1": Decimal(7)})))

        rows = await table(world.acme, "estimate_lines")

        assert [(row["description"], row["option"], row["accepted"]) for row in rows] == [
            ("Furnace", "", "yes"), ("Filter", "", "no"), ("Vent", "Good", "yes"), ("Vent", "Best", "no"),
        ]  # fmt: skip
        assert [row["quantity"] for row in rows] == [1, 1, 7, 2]
        assert rows[2]["total"] == Decimal("7.00")

    async def test_of_one_that_waits_nothing_is_accepted_yet(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)

        [row] = await table(world.acme, "estimate_lines")

        assert (row["estimate"], row["version"], row["accepted"]) == (estimate.number, 1, "")


class TestPeople:
    async def test_a_customer_without_a_property_is_there_and_one_with_two_is_there_twice(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Property.create(customer_id=world.acme.customer.id, address="2 Elm Street")

        rows = await table(world.acme, "customers")

        assert [row["name"] for row in rows] == ["Casey Cole", "Dana Diaz", "Dana Diaz"]

    async def test_contacts_are_those_who_are_there(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=world.acme.contact.created_at)

        assert [row["name"] for row in await table(world.acme, "contacts")] == ["Casey Cole"]

    async def test_a_moment_is_told_in_the_companys_zone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            note = await staff_notes.add(world.acme.customer, "Gate code 12")

        [row] = await table(world.acme, "staff_notes")

        assert row["written_at"] == f"{note.created_at.astimezone(world.acme.tenant.zone):%Y-%m-%d %H:%M}"

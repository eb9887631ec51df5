"""Writing an invoice: kept while it is typed, computed by the server's rules, never lost, never more than it says."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from quart import Response

from tenants import invoices, working_copies
from tenants.customers import Customer
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_draft, a_staff_member, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
LINE = {"description": "Service call", "quantity": "2.5", "unit_price": "95", "discount": "", "discount_by": "amount"}


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def draft(world: World) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await invoices.draft(world.acme.customer, [])


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def told(answer: Response) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await text(answer))
    return found


def form(*lines: dict[str, str], **more: str) -> dict[str, str]:
    fields = {"title": "Furnace tuned", "note": "", "property_id": "", "due_on": "", "edits": "0", **more}
    for place, line in enumerate(lines):
        fields |= {f"lines.{place}.{name}": value for name, value in {**LINE, "tax": "", **line}.items()}
    return fields


async def now(world: World, invoice: Invoice) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await Invoice.get(id=invoice.id)


class TestBeginning:
    async def test_it_begins_for_a_customer_with_the_standing_note(self, world: World, olive: Visitor) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(invoice_note="Thank you.")
        page = await text(await olive.get(f"/staff/invoices/new?customer={world.acme.customer.id}"))
        assert "For Dana Diaz." in page

        answer = await olive.post("/staff/invoices/new", {"customer": str(world.acme.customer.id)})

        assert "Thank you." in await text(await olive.get(urlsplit(answer.location).path))

    @pytest.mark.parametrize("customer", ["", "x", "00000000-0000-0000-0000-000000000000"])
    async def test_for_nobody_of_ours_nothing_begins(self, world: World, olive: Visitor, customer: str) -> None:
        assert (await olive.post("/staff/invoices/new", {"customer": customer})).status_code == 404

    async def test_nor_for_another_companys_customer(self, world: World, olive: Visitor) -> None:
        theirs = {"customer": str(world.bolt.customer.id)}

        assert (await olive.post("/staff/invoices/new", theirs)).status_code == 404


class TestTyping:
    async def test_what_makes_sense_is_what_the_draft_says(self, world: World, olive: Visitor, draft: Invoice) -> None:
        answer = await told(await olive.post(f"/staff/invoices/{draft.id}/autosave", form({}, {"discount": "10"})))

        assert (answer["edits"], answer["words"], answer["errors"]) == (1, "Saved", {})
        saved = await now(world, draft)
        assert (saved.title, saved.total, len(saved.lines)) == ("Furnace tuned", 46_500, 2)

    async def test_what_does_not_is_kept_as_it_was_typed(self, world: World, olive: Visitor, draft: Invoice) -> None:
        typed = form({}, {"description": "", "unit_price": "12,"})
        answer = await told(await olive.post(f"/staff/invoices/{draft.id}/autosave", typed))

        assert set(answer["errors"]) == {"1.description", "1.unit_price"}
        assert 'value="12,"' in await text(await olive.get(f"/staff/invoices/{draft.id}/edit"))
        assert (await now(world, draft)).lines == []

    async def test_who_comes_second_is_told_whose_change_it_is_and_may_insist(
        self, world: World, visit: Visit, olive: Visitor, draft: Invoice
    ) -> None:
        other = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.MEMBER)).email)
        await other.post(f"/staff/invoices/{draft.id}/autosave", form(title="Theirs"))

        answer = await olive.post(f"/staff/invoices/{draft.id}/autosave", form(title="Mine"))
        refusal = await told(answer)

        assert (answer.status_code, refusal["edits"]) == (409, 1)
        assert refusal["words"].startswith("Max has changed this")
        insisting = form({}, title="Mine", over=str(refusal["edits"]))
        assert (await olive.post(f"/staff/invoices/{draft.id}/edit", insisting)).status_code == 303
        assert (await now(world, draft)).title == "Mine"

    async def test_without_scripts_a_collision_keeps_all_that_was_typed(self, olive: Visitor, draft: Invoice) -> None:
        await olive.post(f"/staff/invoices/{draft.id}/autosave", form(title="Earlier"))

        answer = await olive.post(f"/staff/invoices/{draft.id}/edit", form({}, title="In the other window", do="save"))
        page = await text(answer)

        assert answer.status_code == 409
        assert all(words in page for words in ("In the other window", "Service call", "You have changed this in anoth"))

    async def test_nobody_signed_in_saves_nothing(self, world: World, visit: Visit, draft: Invoice) -> None:
        assert (await visit(world.acme).post(f"/staff/invoices/{draft.id}/autosave", form({}))).status_code == 401
        assert (await now(world, draft)).title == ""

    async def test_what_was_sent_is_changed_by_nobody(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            sent = await an_invoice(world.acme.customer)

        answer = await olive.post(f"/staff/invoices/{sent.id}/autosave", form({}))

        assert answer.status_code == 409
        assert "has been sent" in (await told(answer))["words"]
        assert (await now(world, sent)).total == 12_000
        assert (await olive.get(f"/staff/invoices/{sent.id}/edit")).status_code == 303

    @pytest.mark.parametrize(
        "more",
        [
            {"status": "paid"},
            {"total": "1"},
            {"number": "7"},
            {"tenant_id": "00000000-0000-0000-0000-000000000000"},
            {"customer_id": "00000000-0000-0000-0000-000000000000"},
            {"currency": "JPY"},
            {"paid_at": "2026-01-01"},
            {"lines.0.total": "1"},
            {"lines.0.tax_rate": "9"},
        ],
    )
    async def test_nothing_else_is_taken_from_a_form(
        self, world: World, olive: Visitor, draft: Invoice, more: dict[str, str]
    ) -> None:
        await olive.post(f"/staff/invoices/{draft.id}/edit", {**form({}), **more, "do": "save"})

        saved = await now(world, draft)
        assert (saved.status, saved.total, saved.number) == (InvoiceStatus.DRAFT, 23_750, draft.number)
        assert (saved.customer_id, saved.currency, saved.paid_at) == (draft.customer_id, "USD", None)

    @pytest.mark.parametrize(
        ("line", "beside"),
        [
            ({"quantity": "0"}, "quantity"),
            ({"quantity": "1.2345"}, "quantity"),
            ({"quantity": "1,000"}, "quantity"),
            ({"quantity": "1e3"}, "quantity"),
            ({"unit_price": "99999999999"}, "unit_price"),
            ({"unit_price": "1,50"}, "unit_price"),
            ({"unit_price": "9" * 900}, "unit_price"),
            ({"discount": "500"}, "discount"),
            ({"discount": "101", "discount_by": "rate"}, "discount"),
            ({"discount": "-1"}, "discount"),
            ({"tax": "825"}, "tax"),
            ({"quantity": "1234567"}, "quantity"),
            ({"tax": "x"}, "tax"),
            ({"description": "x" * 501}, "description"),
        ],
    )
    async def test_a_figure_no_bill_should_carry_is_named_beside_its_field(
        self, olive: Visitor, draft: Invoice, line: dict[str, str], beside: str
    ) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/edit", form(line, do="look"))

        assert answer.status_code == 422
        assert f'id="lines.0.{beside}-error"' in await text(answer)

    @pytest.mark.parametrize("price", ["10000000.01", "-10000000.01", "9" * 16])
    async def test_a_price_that_is_too_large_is_told_how_large_it_may_be(
        self, olive: Visitor, draft: Invoice, price: str
    ) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/edit", form({"unit_price": price}, do="look"))

        assert ">That is too large. At most $10,000,000.00 can stand here.</p>" in await text(answer)

    async def test_credits_may_not_come_to_more_than_the_rest(self, olive: Visitor, draft: Invoice) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/edit", form({"unit_price": "-5"}, do="look"))

        assert answer.status_code == 422
        assert "The credits come to more" in await text(answer)

    async def test_who_may_sets_taxes_up_from_here_as_long_as_there_are_none(
        self, world: World, visit: Visit, olive: Visitor, draft: Invoice
    ) -> None:
        member = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.MEMBER)).email)
        path, offer = f"/staff/invoices/{draft.id}/edit", "/staff/settings/invoices#taxes"

        assert offer in await text(await olive.get(path))
        assert offer not in await text(await member.get(path))
        await Tenant.filter(id=world.acme.tenant.id).update(taxes=[{"name": "VAT", "rate": 2100, "is_standard": True}])
        assert offer not in await text(await olive.get(path))

    async def test_a_tax_of_the_company_counts(self, world: World, olive: Visitor, draft: Invoice) -> None:
        taxes = [{"name": "Sales tax", "rate": 825, "is_standard": True}]
        await Tenant.filter(id=world.acme.tenant.id).update(taxes=taxes)

        await olive.post(f"/staff/invoices/{draft.id}/autosave", form({"quantity": "1", "tax": "825"}))

        assert (await now(world, draft)).tax == 784

    async def test_another_customers_property_is_none(self, world: World, olive: Visitor, draft: Invoice) -> None:
        foreign = str(world.bolt.property.id)
        answer = await told(await olive.post(f"/staff/invoices/{draft.id}/autosave", form({}, property_id=foreign)))

        assert "property_id" in answer["errors"]


class TestWithoutScripts:
    async def test_lines_are_added_moved_copied_and_removed(self, world: World, olive: Visitor, draft: Invoice) -> None:
        async def press(do: str, *names: str) -> list[str]:
            async with acting_for(world.acme.tenant):
                kept = await working_copies.of(draft.id)
            lines = form(*({"description": name} for name in names), edits=str(kept.edits if kept else 0), do=do)
            assert (await olive.post(f"/staff/invoices/{draft.id}/edit", lines)).status_code == 303
            async with acting_for(world.acme.tenant):
                kept = await working_copies.of(draft.id)
            assert kept
            return [line["description"] for line in kept.typed["lines"]]

        assert await press("add", "a") == ["a", ""]
        assert await press("up.1", "a", "b") == ["b", "a"]
        assert await press("down.0", "a", "b") == ["b", "a"]
        assert await press("down.1", "a", "b") == ["a", "b"]
        assert await press("copy.0", "a", "b") == ["a", "a", "b"]
        assert await press("remove.0", "a", "b") == ["b"]
        assert await press("remove.99", "a") == ["a"]
        assert await press("fly.0", "a") == ["a"]


class TestDeleting:
    async def test_it_can_be_fetched_back(self, world: World, olive: Visitor, draft: Invoice) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/delete")
        page = await text(await olive.get(answer.location))

        assert f"/staff/invoices/{draft.id}/restore" in page
        assert f'href="/staff/invoices/{draft.id}"' not in page
        await olive.post(f"/staff/invoices/{draft.id}/restore")
        assert f'href="/staff/invoices/{draft.id}"' in await text(await olive.get("/staff/invoices"))

    async def test_what_was_sent_is_not_deleted(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            sent = await an_invoice(world.acme.customer)

        assert (await olive.post(f"/staff/invoices/{sent.id}/delete")).status_code == 409


async def test_a_copy_says_the_same_without_the_number(world: World, olive: Visitor) -> None:
    async with acting_for(world.acme.tenant):
        sent = await an_invoice(world.acme.customer)

    answer = await olive.post(f"/staff/invoices/{sent.id}/copy")

    page = await text(await olive.get(answer.location))
    assert all(words in page for words in ("Draft invoice", "Furnace repair", 'value="120.00"'))
    assert str(sent.number) not in page


async def test_it_reads_what_was_typed_elsewhere_with_its_own_decimal_mark(
    world: World, olive: Visitor, draft: Invoice
) -> None:
    async with acting_for(world.acme.tenant):
        line = {**LINE, "tax": "", "quantity": "2,5", "unit_price": "1.250,75"}
        await working_copies.keep(draft, {"lines": [line], "locale": "de_DE"}, 0)

    page = await text(await olive.get(f"/staff/invoices/{draft.id}/edit"))

    assert 'value="2.5"' in page
    assert 'value="1,250.75"' in page


async def test_a_draft_written_by_nobody_opens_too(world: World, olive: Visitor) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(await Customer.get(id=world.acme.customer.id), 12_345)

    assert 'value="123.45"' in await text(await olive.get(f"/staff/invoices/{draft.id}/edit"))

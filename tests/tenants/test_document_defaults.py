"""What documents begin with: taxes, days and words, and a next number that never meets one that is there."""

import asyncio

import pytest

from tenants import document_defaults, invoices, numbering
from tenants.document_defaults import DocumentDefaults, Tax
from tenants.errors import Invalid
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.tenant import Tenant
from tests.builders import a_draft, an_invoice
from tests.world import World


def wanted(**more: object) -> DocumentDefaults:
    plain = {"invoice_prefix": "A-", "days_to_pay": 7, "invoice_note": "", "days_to_answer": 30, "estimate_terms": ""}
    return DocumentDefaults(**{**plain, **more})  # type: ignore[arg-type]


async def test_it_is_what_the_next_invoice_begins_with(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await document_defaults.change(wanted(taxes=(Tax("Sales tax", 825, True),)), 5_000)
    tenant = await Tenant.get(id=world.acme.tenant.id)

    async with acting_for(tenant):
        draft = await a_draft(world.acme.customer)
        await invoices.send(draft)

    assert draft.number == "A-5000"
    assert (draft.due_on - draft.issued_on).days == 7
    assert document_defaults.standard_rate(tenant) == 825


async def test_the_number_never_goes_back(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer)
        with pytest.raises(Invalid, match="1002 or higher"):
            await document_defaults.change(wanted(), 1_001)

        await document_defaults.change(wanted(), 1_002)
        assert await numbering.upcoming("invoice") == 1_002


async def test_numbers_taken_meanwhile_are_not_given_twice(world: World) -> None:
    async def bill() -> str:
        async with acting_for(world.acme.tenant):
            return str((await an_invoice(world.acme.customer)).number)

    async def skip() -> str:
        async with acting_for(world.acme.tenant):
            await numbering.go_on_from("invoice", 1_500)
        return ""

    numbers = [it for it in await asyncio.gather(*(bill() for _ in range(8)), skip()) if it]

    assert len(set(numbers)) == 8


@pytest.mark.parametrize("next_number", [None, 2026, 2030])
async def test_a_prefix_never_meets_what_came_with_a_list(world: World, next_number: int | None) -> None:
    async with acting_for(world.acme.tenant):
        listed = await a_draft(world.acme.customer)
        await Invoice.filter(id=listed.id).update(number="A-2030")

        with pytest.raises(Invalid, match="A-2030 is here already") as caught:
            await document_defaults.change(wanted(), next_number)
        await document_defaults.change(wanted(), 2031)

    assert caught.value.field == "next_number"


@pytest.mark.parametrize("number", ["A-9x", "B-2030", "A-0900", "A-", "A-9999999999", "xA-1500"])
async def test_what_only_looks_like_ours_is_not_in_the_way(world: World, number: str) -> None:
    async with acting_for(world.acme.tenant):
        listed = await a_draft(world.acme.customer)
        await Invoice.filter(id=listed.id).update(number=number)

        await document_defaults.change(wanted())


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("invoice_prefix", {"invoice_prefix": "x" * 13}),
        ("days_to_pay", {"days_to_pay": -1}),
        ("days_to_answer", {"days_to_answer": 366}),
        ("invoice_note", {"invoice_note": "x" * 5_001}),
        ("estimate_terms", {"estimate_terms": "x" * 20_001}),
        ("taxes.0.name", {"taxes": (Tax("", 825),)}),
        ("taxes.0.rate", {"taxes": (Tax("VAT", 0),)}),
        ("taxes.0.rate", {"taxes": (Tax("VAT", 10_001),)}),
        ("taxes.1.rate", {"taxes": (Tax("City", 500), Tax("State", 500))}),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(field: str, more: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        wanted(**more)

    assert caught.value.field == field


async def test_who_changed_what_is_noted_once(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await document_defaults.change(wanted())
        acting().tenant = await Tenant.get(id=world.acme.tenant.id)
        await document_defaults.change(wanted())
        rows = await acting().rows("SELECT facts FROM activity WHERE verb = 'documents_changed'")

    assert len(rows) == 1

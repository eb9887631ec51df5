"""Settings > Invoices: what is set is what documents begin with, and what cannot be is kept and named."""

from collections.abc import Callable

import pytest
from quart import Response

from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_staff_member, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
PAGE = "/staff/settings/invoices"
FORM = {
    "invoice_prefix": "A-",
    "next_number": "1001",
    "days_to_pay": "30",
    "invoice_note": "Thank you.",
    "days_to_answer": "14",
    "estimate_terms": "Half **now**.",
    "taxes.0.name": "Sales tax",
    "taxes.0.rate": "8.25",
    "taxes.1.name": "",
    "taxes.1.rate": "",
    "standard": "0",
}


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def test_what_is_set_is_kept(world: World, olive: Visitor) -> None:
    assert (await olive.post(PAGE, FORM)).status_code == 303

    tenant = await Tenant.get(id=world.acme.tenant.id)
    assert (tenant.invoice_prefix, tenant.days_to_pay, tenant.days_to_answer) == ("A-", 30, 14)
    assert tenant.taxes == [{"name": "Sales tax", "rate": 825, "is_standard": True}]
    assert 'value="8.25"' in await text(await olive.get(PAGE))


async def test_an_emptied_row_takes_the_tax_away(world: World, olive: Visitor) -> None:
    await olive.post(PAGE, FORM)
    await olive.post(PAGE, {**FORM, "taxes.0.name": "", "taxes.0.rate": ""})

    assert (await Tenant.get(id=world.acme.tenant.id)).taxes == []


@pytest.mark.parametrize(
    ("beside", "more"),
    [
        ("next_number", {"next_number": "1000"}),
        ("next_number", {"next_number": "9999999999"}),
        ("next_number", {"next_number": "-1"}),
        ("days_to_pay", {"days_to_pay": "soon"}),
        ("days_to_answer", {"days_to_answer": "400"}),
        ("taxes.0.rate", {"taxes.0.rate": "120"}),
        ("taxes.0.rate", {"taxes.0.rate": "8.255"}),
        ("taxes.0.name", {"taxes.0.name": ""}),
    ],
)
async def test_what_cannot_be_is_said_beside_the_field_and_kept(
    world: World, olive: Visitor, beside: str, more: dict[str, str]
) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer)

    answer = await olive.post(PAGE, {**FORM, "next_number": "1002", **more})
    page = await text(answer)

    assert answer.status_code == 422
    assert f'id="{beside}-error"' in page
    assert "Thank you." in page
    assert (await Tenant.get(id=world.acme.tenant.id)).days_to_pay == 14


async def test_a_form_that_came_apart_takes_nothing_away(world: World, olive: Visitor) -> None:
    await olive.post(PAGE, FORM)

    assert (await olive.post(PAGE, {"standard": ""})).status_code == 400
    assert (await Tenant.get(id=world.acme.tenant.id)).taxes != []


async def test_no_member_comes_here(world: World, visit: Visit) -> None:
    member = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.MEMBER)).email)

    assert (await member.get(PAGE)).status_code == 403
    assert (await member.post(PAGE, FORM)).status_code == 403

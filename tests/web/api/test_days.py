"""Days that no calendar can count on from are refused by the name of their field, before any page has to show them."""

from typing import Any

import pytest
from quart import Quart

from tests.program import Program
from tests.web.api.test_estimates import an_offer
from tests.web.api.test_invoices import a_bill
from tests.world import World


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_no_document_names_one(app: Quart, world: World, day: str) -> None:
    program, customer = await Program.of(app, world.acme), str(world.acme.customer.id)
    bill, estimate = a_bill(world.acme), {"customer_id": customer, "offer": an_offer()}
    kept = (await program.put("/invoices/by-external-id/1", bill)).said
    kept_estimate = (await program.put("/estimates/by-external-id/1", estimate)).said
    late, offer = {**bill, "due_on": day}, an_offer(valid_until=day)

    answers = [
        await program.post("/invoices", late),
        await program.put("/invoices/by-external-id/1", late),
        await program.patch(f"/invoices/{kept['id']}", {"due_on": day}),
        await program.post("/estimates", {**estimate, "offer": offer}),
        await program.patch(f"/estimates/{kept_estimate['id']}", {"offer": offer}),
    ]

    assert [field(it.said) for it in answers] == ["due_on"] * 3 + ["offer.valid_until"] * 2


def field(refused: Any) -> str:
    return str(refused["errors"][0]["field"])

"""Invoices and payments through the API: the same rules as in the console, the same figures as on the page."""

from datetime import timedelta
from typing import Any

import pytest
from quart import Quart

from tenants import working_copies
from tenants.api_keys import Access
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from tests.builders import a_draft, an_invoice
from tests.names import NOBODY
from tests.program import Answer, Program
from tests.visitor import Visitor
from tests.world import Company, World


def dollars(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "USD"}


def a_bill(company: Company, **more: Any) -> dict[str, Any]:
    lines = [
        {"description": "New pump", "unit_price": dollars(45_000), "tax_rate": 825},
        {"description": "Work", "quantity": "2.5", "unit_price": dollars(9_000), "discount_rate": 1_000},
    ]
    return {"customer_id": str(company.customer.id), "title": "New pump", "lines": lines, **more}


async def written(program: Program, **more: Any) -> Answer:
    made = await program.post("/invoices", a_bill(program.company, **more))
    assert made.status == 201, made.said
    return made


async def test_it_writes_a_draft_with_the_figures_of_the_page(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    made = (await written(program)).said

    assert (made["status"], made["state"], made["number"]) == ("draft", "draft", None)
    assert [it["total"] for it in made["lines"]] == [dollars(48_713), dollars(20_250)]
    assert (made["subtotal"], made["discount"], made["tax"]) == (dollars(67_500), dollars(2_250), dollars(3_713))
    assert made["total"] == dollars(68_963)


async def test_it_sends_it_under_its_number_to_whoever_gets_bills(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said

    sent = await program.post(f"/invoices/{made['id']}/send", {"note": "Thank you."})

    assert (sent.said["status"], sent.said["balance"]) == ("open", dollars(68_963))
    assert sent.said["number"]
    async with acting_for(world.acme.tenant):
        [mail] = await Email.filter(letter="invoice_sent", about_id=made["id"])
    assert (mail.to_address, mail.facts["note"]) == (world.acme.contact.email, "Thank you.")
    assert (await program.post(f"/invoices/{made['id']}/send", {})).status == 409


async def test_what_was_sent_stays_as_it_was_sent(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program, external_id="I-1")).said
    sent = (await program.post(f"/invoices/{made['id']}/send", {})).said

    changed = await program.patch(f"/invoices/{made['id']}", {"title": "Another"})
    put = await program.put("/invoices/by-external-id/I-1", a_bill(world.acme, title="Another"))
    named = await program.patch(f"/invoices/{made['id']}", {"external_id": "I-2"})

    assert (changed.status, put.status, named.status) == (409, 409, 200)
    assert named.said == {**sent, "external_id": "I-2"}


async def test_it_changes_a_draft_and_leaves_what_is_not_given(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program, note="By hand.")).said

    changed = await program.patch(f"/invoices/{made['id']}", {"title": "Pump and work", "due_on": "2099-12-31"})

    assert changed.said == {**made, "title": "Pump and work", "due_on": "2099-12-31"}


async def test_it_notes_a_payment_that_came_by_hand_once(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    await program.post(f"/invoices/{made['id']}/send", {})
    said = {"amount": dollars(8_963), "method": "Check #7", "receipt": True}

    answers = [
        await program.post(f"/invoices/{made['id']}/record-payment", said, Idempotency_Key="check-7") for _ in range(2)
    ]

    assert [it.status for it in answers] == [201, 201]
    assert answers[0].said == answers[1].said
    stands = (await program.get(f"/invoices/{made['id']}")).said
    assert (stands["state"], stands["balance"]) == ("partly_paid", dollars(60_000))
    [payment] = (await program.get(f"/payments?invoice_id={made['id']}")).said["data"]
    assert (payment["kind"], payment["amount"], payment["method"]) == ("manual", dollars(8_963), "Check #7")
    assert answers[0].said == (await program.get(f"/payments/{payment['id']}")).said == payment


async def test_who_may_note_payments_alone_is_told_of_the_payment_alone(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme, payments=Access.WRITE)
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer, 24_000)

    noted = await program.post(f"/invoices/{invoice.id}/record-payment", {"amount": dollars(100), "method": "Cash"})

    assert noted.status == 201
    assert invoice.title not in str(noted.said)
    assert (await program.get(f"/invoices/{invoice.id}")).status == 403


async def test_a_payment_is_noted_once_also_when_its_answer_was_lost(app: Quart, world: World) -> None:
    """Killed between the effect and the kept answer: the request made again finds the payment noted."""
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    await program.post(f"/invoices/{made['id']}/send", {})
    path, said = f"/invoices/{made['id']}/record-payment", {"amount": dollars(100), "method": "Cash"}
    await program.post(path, said, Idempotency_Key="cash")
    async with acting_for(world.acme.tenant) as unit:
        await unit.rows("DELETE FROM api_answer WHERE tenant_id = $1", world.acme.tenant.id)

    again = await program.post(path, said, Idempotency_Key="cash")

    assert again.status == 201
    async with acting_for(world.acme.tenant):
        assert await LedgerEntry.filter(invoice_id=made["id"]).count() == 1


async def test_it_voids_an_invoice_that_nobody_paid(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    assert (await program.post(f"/invoices/{made['id']}/void")).status == 409  # a draft
    await program.post(f"/invoices/{made['id']}/send", {})

    assert (await program.post(f"/invoices/{made['id']}/void")).said["status"] == "void"
    assert (await program.post(f"/invoices/{made['id']}/void")).status == 409


async def test_a_deleted_draft_is_not_there(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said

    assert (await program.post(f"/invoices/{made['id']}/delete")).status == 204
    assert (await program.get(f"/invoices/{made['id']}")).status == 404
    assert made["id"] not in [it["id"] for it in (await program.get("/invoices")).said["data"]]


async def test_a_program_changes_nothing_under_the_hands_of_staff(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        await working_copies.keep(draft, {"title": "Half typ", "lines": []}, 0)

    for answer in (
        await program.patch(f"/invoices/{draft.id}", {"title": "Another"}),
        await program.post(f"/invoices/{draft.id}/send", {}),
    ):
        assert answer.status == 409
    async with acting_for(world.acme.tenant):
        assert (await Invoice.get(id=draft.id)).sent_at is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"customer_id": str(NOBODY)}, "customer_id"),
        ({"property_id": str(NOBODY)}, "property_id"),
        ({"lines": [{"description": "x", "unit_price": {"amount": 1, "currency": "EUR"}}]}, "lines[0].unit_price.currency"),
        ({"lines": [{"description": "x", "unit_price": {"amount": 1.5, "currency": "USD"}}]}, "lines[0].unit_price.amount"),
        ({"lines": [{"description": "x", "unit_price": {"amount": 10**10, "currency": "USD"}}]}, "lines[0]"),
        ({"lines": [{"description": "x", "unit_price": {"amount": -1, "currency": "USD"}}]}, "lines"),
        ({"lines": [{"description": "x", "quantity": "0", "unit_price": {"amount": 1, "currency": "USD"}}]}, "lines[0]"),
        ({"lines": [{"description": "x", "quantity": 1, "unit_price": {"amount": 1, "currency": "USD"}}]}, "lines[0].quantity"),
        ({"lines": [{"unit_price": {"amount": 1, "currency": "USD"}}]}, "lines[0].description"),
        ({"due_on": "soon"}, "due_on"),
        ({"title": "x" * 161}, "title"),
        ({"status": "paid"}, "status"),
        ({"number": "1"}, "number"),
        ({"total": {"amount": 1, "currency": "USD"}}, "total"),
        ({"paid_at": "2026-01-01T00:00:00Z"}, "paid_at"),
    ],
    ids=lambda it: str(it)[:60],
)  # fmt: skip
async def test_it_refuses_by_field(app: Quart, world: World, wrong: dict[str, Any], field: str) -> None:
    program = await Program.of(app, world.acme)

    answer = await program.post("/invoices", a_bill(world.acme) | wrong)

    assert answer.status == 422, answer.said
    assert answer.said["errors"][0]["field"] == field


async def test_every_id_of_a_stranger_answers_as_one_that_does_not_exist(app: Quart, world: World) -> None:
    """In the path, in the body and in the query, for a customer's, a place's, a contact's and an invoice's."""
    acme, bolt = await Program.of(app, world.acme), await Program.of(app, world.bolt)
    theirs = (await written(acme)).said["id"]
    mine = (await written(bolt, lines=[])).said["id"]
    a, nobody = world.acme, str(NOBODY)

    for method, path, said, ids in (
        ("GET", "/invoices/{}", None, (theirs, nobody)),
        ("PATCH", "/invoices/{}", {"title": "x"}, (theirs, nobody)),
        ("POST", "/invoices/{}/send", {}, (theirs, nobody)),
        ("POST", "/invoices/{}/void", {}, (theirs, nobody)),
        ("POST", "/invoices/{}/delete", {}, (theirs, nobody)),
        ("GET", "/invoices?customer_id={}", None, (a.customer.id, nobody)),
        ("GET", "/payments?invoice_id={}", None, (theirs, nobody)),
        ("PATCH", f"/invoices/{mine}", {"property_id": "{}"}, (a.property.id, nobody)),
        ("POST", f"/invoices/{mine}/send", {"contact_ids": ["{}"]}, (a.contact.id, nobody)),
    ):
        answers = [await bolt.send(method, path.format(it), filled(said, it)) for it in ids]
        assert answers[0][:2] == answers[1][:2], (method, path)
        assert answers[0].status in {404, 422} or answers[0].said["data"] == []
    assert (await acme.get(f"/invoices/{theirs}")).said["title"] == "New pump"


def filled(said: Any, id_: object) -> Any:
    if isinstance(said, dict):
        return {name: filled(value, id_) for name, value in said.items()}
    if isinstance(said, list):
        return [filled(it, id_) for it in said]
    return str(id_) if said == "{}" else said


async def test_they_are_listed_by_customer_status_and_number(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = [(await written(program)).said for _ in range(3)]
    sent = (await program.post(f"/invoices/{made[1]['id']}/send", {})).said
    whose = f"customer_id={world.acme.customer.id}"

    drafts = (await program.get(f"/invoices?{whose}&status=draft&limit=1")).said
    more = (await program.get(f"/invoices?{whose}&status=draft&limit=1&cursor={drafts['next_cursor']}")).said

    assert [it["id"] for it in drafts["data"] + more["data"]] == [made[2]["id"], made[0]["id"]]
    assert (await program.get(f"/invoices?number={sent['number']}")).said["data"] == [sent]
    assert (await program.get("/invoices?status=lost")).status == 422


async def test_what_it_did_stands_in_the_audit_log(app: Quart, world: World) -> None:
    program, olive = await Program.of(app, world.acme), await Visitor(app, world.acme).sign_in_staff()
    made = (await written(program)).said
    await program.post(f"/invoices/{made['id']}/send", {})

    log = await (await olive.get("/staff/audit")).get_data(as_text=True)

    assert "Sent an invoice" in log
    assert "Bookkeeping" in log


async def test_it_says_when_it_is_overdue(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    async with acting_for(world.acme.tenant):
        late = await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=2))

    assert (await program.get(f"/invoices/{late.id}")).said["state"] == "overdue"

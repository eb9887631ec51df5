"""Payments in the console: the list, its table, and what staff note of an invoice's money."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any, ClassVar

import pytest
from quart import Response

from tenants.customers import Customer
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_staff_member, an_attempt, an_entry, an_invoice
from tests.conftest import RunTasks
from tests.sandboxes import Stripe
from tests.till import Till
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def max_(visit: Visit, world: World) -> Visitor:
    """A member: who may note payments, and send none back."""
    return await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.MEMBER)).email)


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


async def of(company: Company, **more: Any) -> Invoice:
    """An invoice of Acme's, some money of which moved."""
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        if more:
            await an_entry(invoice, **more)
        return invoice


def form(till_today: str, **more: str) -> dict[str, str]:
    return {"id": "", "amount": "$120.00", "means": "cash", "on": till_today, **more}


@pytest.fixture
def today(world: World) -> str:
    return world.acme.tenant.today().isoformat()


class TestList:
    async def test_it_shows_what_moved_is_moving_and_did_not(self, olive: Visitor, world: World) -> None:
        await of(world.acme, amount=12_000, kind=Kind.CHARGE, method="Visa •••• 4242")
        async with acting_for(world.acme.tenant):
            moving, failed = [await an_invoice(world.acme.customer) for _ in range(2)]
            await an_attempt(moving, status="processing", intent_id="pi_1", method="Bank account •••• 6789")
            await an_attempt(failed, status="failed", intent_id="pi_2", failure="the bank account has been closed")

        page = await text(await olive.get("/staff/payments"))

        for words in (
            "Paid online",
            "On its way",
            "Failed",
            "the bank account has been closed",
            "$120.00",
            "Dana Diaz",
        ):
            assert words in page

    @pytest.mark.parametrize(
        ("show", "seen"),
        [("received", True), ("sent_back", False), ("failed", False), ("nonsense", True), ("disputed", False)],
    )
    async def test_it_is_narrowed_down(self, olive: Visitor, world: World, show: str, seen: bool) -> None:
        await of(world.acme, amount=12_000)

        assert ("Paid online" in await text(await olive.get(f"/staff/payments?show={show}"))) is seen

    @pytest.mark.parametrize(("search", "seen"), [("dana", True), ("4242", True), ("casey", False), ("%", False)])
    async def test_it_is_found_by_any_word(self, olive: Visitor, world: World, search: str, seen: bool) -> None:
        await of(world.acme, amount=12_000)

        page = await text(await olive.get("/staff/payments") if not search else await olive.client.get(
            "/staff/payments", query_string={"search": search}, headers={"Host": olive.host}, scheme="http"
        ))  # fmt: skip

        assert ("Paid online" in page) is seen

    async def test_it_goes_on_page_by_page_without_losing_any(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            at = invoice.sent_at
            for n in range(120):
                await an_entry(invoice, 100 + n, at=at + timedelta(seconds=n // 3))
        address, seen = "/staff/payments", []
        while address:
            page = await text(await olive.get(address))
            seen += re.findall(r'class="figure much">\$(\d\.\d\d)', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = following[1].replace("&amp;", "&") if following else ""

        assert len(seen) == len(set(seen)) == 120

    @pytest.mark.parametrize(
        "after",
        [
            "x",
            "_",
            "x_2026-01-01T00:00:00+00:00",
            "00000000-0000-0000-0000-000000000000_",
            "00000000-0000-0000-0000-000000000000_0001-01-01T00:00:00%2B14:00",
        ],
    )
    async def test_a_made_up_page_is_not_there(self, olive: Visitor, after: str) -> None:
        assert (await olive.get(f"/staff/payments?after={after}")).status_code == 404

    async def test_the_table_has_exact_figures_and_no_formulas(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Customer.filter(id=world.acme.customer.id).update(name="@Dana")
        await of(world.acme, amount=123_456, method="=HYPERLINK(1)", note="+1")

        answer = await olive.get("/staff/payments.csv?show=received")
        rows = list(csv.reader(StringIO((await text(answer)).lstrip("\ufeff"))))

        assert answer.headers["Content-Disposition"].startswith('attachment; filename="payments-')
        assert rows[1][1] == "'@Dana"
        assert rows[1][4:] == ["'=HYPERLINK(1)", "1234.56", "", "USD", "'+1"]

    async def test_the_table_is_read_page_by_page_and_has_every_row_once(
        self, olive: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        amounts = [f"{number}.00" for number in range(101, 106)]
        for amount in amounts:
            await of(world.acme, amount=int(amount.replace(".", "")))
        monkeypatch.setattr("web.payments_csv.AT_ONCE", 2)

        rows = list(csv.reader(StringIO(await text(await olive.get("/staff/payments.csv?show=received")))))

        assert sorted(row[5] for row in rows[1:]) == amounts

    async def test_another_companys_payments_are_not_in_it(self, olive: Visitor, world: World) -> None:
        await of(world.bolt, amount=777_00)

        assert "777" not in await text(await olive.get("/staff/payments.csv"))


class TestRecording:
    async def test_a_check_is_noted(self, max_: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)

        answer = await max_.post(
            f"/staff/invoices/{invoice.id}/record-payment", form(today, means="check", check="1042", amount="50")
        )

        async with acting_for(world.acme.tenant):
            entry = await LedgerEntry.get(invoice_id=invoice.id)
        assert answer.status_code == 303
        assert (entry.method, entry.amount) == ("Check #1042", 5_000)

    async def test_the_form_is_filled_with_what_is_open(self, max_: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme, amount=2_000)

        page = await text(await max_.get(f"/staff/invoices/{invoice.id}/record-payment"))

        assert 'value="$100.00"' in page
        assert f'value="{today}"' in page

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"amount": "twelve"}, "amount-error"),
            ({"amount": "-5"}, "amount-error"),
            ({"amount": "9" * 30}, "amount-error"),
            ({"amount": "120.01"}, "amount-error"),
            ({"on": "soon"}, "on-error"),
            ({"on": "9999-12-31"}, "on-error"),
            ({"means": "other"}, "method-error"),
            ({"means": "barter"}, "method-error"),
            ({"note": "x" * 501}, "note-error"),
        ],
    )
    async def test_what_is_wrong_stands_beside_it_and_the_rest_is_kept(
        self, max_: Visitor, world: World, today: str, wrong: dict[str, str], says: str
    ) -> None:
        invoice = await of(world.acme)

        answer = await max_.post(
            f"/staff/invoices/{invoice.id}/record-payment", form(today, check="1042", **{"note": "by Max", **wrong})
        )

        page = await text(answer)
        assert answer.status_code == 422
        assert says in page
        assert 'value="1042"' in page

    async def test_money_on_its_way_wants_a_tick(self, max_: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)
        async with acting_for(world.acme.tenant):
            await an_attempt(invoice, status="processing")
        address = f"/staff/invoices/{invoice.id}/record-payment"

        refused = await max_.post(address, form(today))
        taken = await max_.post(address, form(today, although_moving="on"))

        assert (refused.status_code, taken.status_code) == (422, 303)
        assert "although_moving-error" in await text(refused)

    async def test_a_paid_invoice_says_so(self, max_: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)
        address = f"/staff/invoices/{invoice.id}/record-payment"
        await max_.post(address, form(today))

        answer = await max_.post(address, form(today))

        assert answer.status_code == 409
        assert "Nothing is open on this invoice." in await text(answer)

    async def test_it_is_undone_with_a_trace(self, max_: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)
        await max_.post(f"/staff/invoices/{invoice.id}/record-payment", form(today))
        async with acting_for(world.acme.tenant):
            entry = await LedgerEntry.get(invoice_id=invoice.id)
        address = f"/staff/invoices/{invoice.id}/payments/{entry.id}/undo"

        assert "$120.00 paid by Cash" in await text(await max_.get(address))
        assert (await max_.post(address, {"reason": "It was for another invoice"})).status_code == 303
        assert (await max_.post(address, {"reason": "Again"})).status_code == 303

        async with acting_for(world.acme.tenant):
            assert str((await Invoice.get(id=invoice.id)).status) == "open"
            assert await LedgerEntry.filter(invoice_id=invoice.id).count() == 2


class TestRefunding:
    async def test_what_came_by_stripe_goes_back_by_stripe(
        self, olive: Visitor, till: Till, run_tasks: RunTasks
    ) -> None:
        invoice = await till.paid_invoice()
        await till.look(invoice)
        async with acting_for(till.tenant):
            charge = await LedgerEntry.get(invoice_id=invoice.id)
        address = f"/staff/invoices/{invoice.id}/payments/{charge.id}/refund"

        assert "Up to $120.00 can be sent back" in await text(await olive.get(address))
        assert (await olive.post(address, {"id": "", "amount": "45", "note": "Cheaper pump"})).status_code == 303
        await run_tasks()

        assert [refund["amount"] for refund in till.held("refunds")] == [4_500]

    async def test_what_came_by_hand_goes_back_by_hand(self, olive: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)
        await olive.post(f"/staff/invoices/{invoice.id}/record-payment", form(today))
        async with acting_for(world.acme.tenant):
            entry = await LedgerEntry.get(invoice_id=invoice.id)

        answer = await olive.post(f"/staff/invoices/{invoice.id}/payments/{entry.id}/refund", form(today, amount="20"))

        async with acting_for(world.acme.tenant):
            given = await LedgerEntry.get(invoice_id=invoice.id, kind="refund")
        assert (answer.status_code, given.amount, given.entry_id) == (303, -2_000, entry.id)

    async def test_too_much_is_refused_beside_the_amount(self, olive: Visitor, world: World) -> None:
        invoice = await of(world.acme)
        async with acting_for(world.acme.tenant):
            attempt = await an_attempt(invoice, status="succeeded")
            charge = await an_entry(invoice, 12_000, attempt_id=attempt.id)

        answer = await olive.post(
            f"/staff/invoices/{invoice.id}/payments/{charge.id}/refund", {"id": "", "amount": "120.01"}
        )

        assert answer.status_code == 422
        assert "At most $120.00 of it can be sent back." in await text(answer)

    async def test_a_member_sends_nothing_back(self, max_: Visitor, world: World) -> None:
        invoice = await of(world.acme)
        async with acting_for(world.acme.tenant):
            charge = await an_entry(invoice, 12_000)

        answer = await max_.post(f"/staff/invoices/{invoice.id}/payments/{charge.id}/refund", {"amount": "1"})

        assert answer.status_code == 403


class TestVoiding:
    async def test_its_number_is_typed_first(self, olive: Visitor, world: World) -> None:
        invoice = await of(world.acme)
        address = f"/staff/invoices/{invoice.id}/void"

        assert (await olive.post(address, {"number": "1"})).status_code == 422
        assert (await olive.post(address, {"number": invoice.number})).status_code == 303

        async with acting_for(world.acme.tenant):
            assert str((await Invoice.get(id=invoice.id)).status) == "void"

    async def test_a_paid_one_stays(self, olive: Visitor, world: World, today: str) -> None:
        invoice = await of(world.acme)
        await olive.post(f"/staff/invoices/{invoice.id}/record-payment", form(today))

        answer = await olive.post(f"/staff/invoices/{invoice.id}/void", {"number": invoice.number})

        assert answer.status_code == 409


class TestReminders:
    async def test_one_invoice_is_left_out(self, max_: Visitor, world: World) -> None:
        invoice = await of(world.acme)

        await max_.post(f"/staff/invoices/{invoice.id}/reminders", {"reminds": "off"})

        async with acting_for(world.acme.tenant):
            assert not (await Invoice.get(id=invoice.id)).reminds

    async def test_one_customer_is_left_out(self, max_: Visitor, world: World) -> None:
        page = f"/staff/customers/{world.acme.customer.id}"

        await max_.post(f"{page}/reminders", {"reminds": "off"})

        assert "This customer is never reminded." in await text(await max_.get(page))

    async def test_a_form_that_came_apart_changes_nothing(self, max_: Visitor, world: World) -> None:
        invoice = await of(world.acme)

        await max_.post(f"/staff/invoices/{invoice.id}/reminders", {})

        async with acting_for(world.acme.tenant):
            assert (await Invoice.get(id=invoice.id)).reminds


class TestStripe:
    PAGE = "/staff/settings/payments"

    async def test_an_owner_goes_there_and_back(self, olive: Visitor, till: Till) -> None:
        await Tenant.filter(id=till.tenant.id).update(
            stripe_account=None, stripe_status="", takes_cards=False, takes_bank_transfers=False
        )
        assert "Not connected" in await text(await olive.get(self.PAGE))

        there = await olive.post(f"{self.PAGE}/connect")
        assert "/stripe/onboarding/" in there.headers["Location"]
        back = till.stripe.http.post(there.headers["Location"], data={"answer": "complete"}, follow_redirects=False)
        path = back.headers["Location"].split(olive.host, 1)[1]
        assert (await olive.get(path)).location == self.PAGE

        assert "Your customers can pay online." in await text(await olive.get(self.PAGE))

    async def test_it_leads_back_to_setting_up_until_that_is_over(self, olive: Visitor, till: Till) -> None:
        assert 'href="/staff/start"' in await text(await olive.get(self.PAGE))
        await olive.post("/staff/start/skip-rest")

        assert 'href="/staff/start"' not in await text(await olive.get(self.PAGE))

    async def test_a_silent_stripe_is_told(self, olive: Visitor, till: Till) -> None:
        await Tenant.filter(id=till.tenant.id).update(stripe_account=None, takes_cards=False)
        till.stripe.post("faults", method="POST", path_prefix="/v2/core", status=503, when="before", times=9)

        answer = await olive.post(f"{self.PAGE}/connect")

        assert "Nothing was changed" in await text(await olive.get(answer.headers["Location"]))

    async def test_the_company_is_named_to_disconnect(self, olive: Visitor, till: Till) -> None:
        assert (await olive.post(f"{self.PAGE}/disconnect", {"name": "acm"})).status_code == 422
        assert (await olive.post(f"{self.PAGE}/disconnect", {"name": "Acme"})).status_code == 303

        assert "You disconnected Stripe here." in await text(await olive.get(self.PAGE))

    async def test_what_the_operator_keeps_is_said(self, olive: Visitor, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(application_fee_basis_points=75)

        assert "keeps 0.75% of each online payment" in await text(await olive.get(self.PAGE))

    async def test_an_admin_sees_it_and_leaves_it_to_the_owner(self, visit: Visit, world: World) -> None:
        admin = await visit(world.acme).sign_in_staff((await a_staff_member(world.acme, Role.ADMIN)).email)
        await Tenant.filter(id=world.acme.tenant.id).update(stripe_account=None, takes_cards=False)

        assert "Only the owner" in await text(await admin.get(self.PAGE))
        assert (await admin.post(f"{self.PAGE}/connect")).status_code == 403


class TestReminderSettings:
    PAGE = "/staff/settings/reminders"
    ON: ClassVar = {"is_on": "on", "most": "2", "steps.0.days": "3", "steps.0.side": "before", "steps.1.days": "0"}

    async def test_they_are_off_and_suggested(self, olive: Visitor) -> None:
        page = await text(await olive.get(self.PAGE))

        assert "Most companies begin like this" in page
        assert 'value="14"' in page

    async def test_they_are_switched_on(self, olive: Visitor, world: World) -> None:
        assert (await olive.post(self.PAGE, self.ON)).status_code == 303

        assert "On: customers are reminded" in await text(await olive.get(self.PAGE))
        assert (await Tenant.get(id=world.acme.tenant.id)).reminds_since == world.acme.tenant.today()

    @pytest.mark.parametrize(
        "wrong", [{"most": "x"}, {"most": "99"}, {"steps.0.days": "1.5"}, {"steps.0.days": "99"}, {"steps.0.days": "٣"}]
    )
    async def test_what_cannot_be_is_said_and_kept(self, olive: Visitor, wrong: dict[str, str]) -> None:
        answer = await olive.post(self.PAGE, {**self.ON, **wrong})

        assert answer.status_code == 422
        assert f'value="{next(iter(wrong.values()))}"' in await text(answer)

    async def test_a_form_that_came_apart_switches_nothing_off(self, olive: Visitor, world: World) -> None:
        await olive.post(self.PAGE, self.ON)

        assert (await olive.post(self.PAGE, {})).status_code == 400
        assert (await Tenant.get(id=world.acme.tenant.id)).reminds_since

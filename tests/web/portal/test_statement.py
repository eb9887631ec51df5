"""The statement on the page, as a letter and as a table: the same figures three times."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from tenants.invoices import Invoice, send
from tenants.isolation import acting_for
from tenants.spreadsheets import harmless
from tests.builders import a_draft, an_attempt, an_entry
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


@pytest.fixture
async def dana(world: World, visit: Visit) -> Visitor:
    return await visit(world.acme).sign_in()


async def sent(company: Company, amount: int, ago: int, title: str = "Furnace repair") -> Invoice:
    """An invoice of so many days ago, due a fortnight later."""
    on = company.tenant.today() - timedelta(days=ago)
    async with acting_for(company.tenant):
        invoice = await a_draft(company.customer, amount, title=title)
        await send(invoice, at=datetime.combine(on, time(17), UTC), due_on=on + timedelta(days=14))
    return invoice


async def text(visitor: Visitor, path: str) -> str:
    answer = await visitor.get(path)
    assert answer.status_code == 200, answer.status_code
    return await answer.get_data(as_text=True)


def since(company: Company, days: int, path: str = "/statement") -> str:
    today = company.tenant.today()
    return f"{path}?from={today - timedelta(days=days)}&to={today}"


class TestPage:
    async def test_it_tells_what_moved_and_what_is_owed(self, dana: Visitor, world: World) -> None:
        invoice = await sent(world.acme, 124_000, ago=60)
        async with acting_for(world.acme.tenant):
            await an_entry(invoice, 24_000, at=datetime.now(UTC) - timedelta(days=2))

        page = await text(dana, since(world.acme, 30))

        assert f"Payment by Visa •••• 4242 for invoice {invoice.number}" in page
        assert f'href="/invoices/{invoice.id}"' in page
        assert [figure in page for figure in ("$1,240.00", "-$240.00", "$1,000.00")] == [True] * 3
        assert "31 to 60 days overdue" in page

    async def test_it_shows_this_year_when_nothing_is_asked_for(self, dana: Visitor, world: World) -> None:
        page = await text(dana, "/statement")

        assert f'value="{world.acme.tenant.today().year}-01-01"' in page
        assert "Nothing moved in this time" in page

    async def test_it_names_a_payment_on_its_way(self, dana: Visitor, world: World) -> None:
        invoice = await sent(world.acme, 5_000, ago=3)
        async with acting_for(world.acme.tenant):
            await an_attempt(invoice, status="processing")

        assert "$50.00 is on its way from your bank" in await text(dana, since(world.acme, 30))

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("from=&to=2026-01-31", "from"),
            ("from=2026-01-01&to=soon", "to"),
            ("from=2026-02-01&to=2026-01-31", "from"),
            ("from=1999-01-01&to=2026-01-31", "from"),
            ("from=2026-01-01&to=2999-01-01", "to"),
            ("from=0000-00-00&to=2026-01-31", "from"),
            ("from=%3Cscript%3E&to=2026-01-31", "from"),
        ],
    )
    async def test_it_keeps_a_wrong_day_beside_the_error(self, dana: Visitor, query: str, field: str) -> None:
        answer = await dana.get(f"/statement?{query}")
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert f'id="{field}-error"' in page
        assert "<script>" not in page

    @pytest.mark.parametrize("path", ["/statement.pdf", "/statement.csv"])
    async def test_a_wrong_day_makes_no_file(self, dana: Visitor, path: str) -> None:
        assert (await dana.get(f"{path}?from=soon&to=later")).status_code == 422

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visit) -> None:
        await sent(world.acme, 124_000, ago=5)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        for path in ("/statement", "/statement.csv"):
            assert "240.00" not in await text(casey, since(world.acme, 30, path))

    async def test_it_shows_five_hundred_and_says_where_the_rest_is(self, dana: Visitor, world: World) -> None:
        invoice = await sent(world.acme, 1_000_000, ago=5)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows(
                "INSERT INTO ledger_entry (id, tenant_id, customer_id, invoice_id, kind, amount, currency, method, note, at,"
                " recorded_at) SELECT gen_random_uuid(), $1, $2, $3, 'manual', 10, 'USD', 'Cash', '', now(), now()"
                " FROM generate_series(1, 520)",
                world.acme.tenant.id,
                invoice.customer_id,
                invoice.id,
            )

        page = await text(dana, since(world.acme, 30))

        assert page.count("Payment by Cash") == 499
        assert "21 more movements are in the PDF and the CSV." in page
        assert "$9,948.00" in page


class TestCsv:
    async def test_it_has_every_movement_in_plain_figures(self, dana: Visitor, world: World) -> None:
        invoice = await sent(world.acme, 124_000, ago=5)
        answer = await dana.get(since(world.acme, 30, "/statement.csv"))
        body = await answer.get_data(as_text=True)

        rows = list(csv.reader(StringIO(body.removeprefix("\ufeff"))))

        today, first = world.acme.tenant.today(), world.acme.tenant.today() - timedelta(days=30)
        assert rows[0] == ["Date", "Invoice", "What", "Work", "Amount", "Balance", "Currency"]
        assert rows[1] == [str(first), "", "Opening balance", "", "", "0.00", "USD"]
        assert rows[2][1:] == [invoice.number, f"Invoice {invoice.number}", invoice.title, "1240.00", "1240.00", "USD"]
        assert rows[3] == [str(today), "", "Closing balance", "", "", "1240.00", "USD"]
        assert body.count("\r\n") == 4

    async def test_it_is_a_file_to_keep(self, dana: Visitor) -> None:
        answer = await dana.get("/statement.csv?from=2026-01-01&to=2026-01-31")

        assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-01-01-2026-01-31.csv"'
        assert answer.headers["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "title",
        ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", ";=1", "＝1+1", " =1+1", "=cmd|' /C calc'!A0", '="a"&"b"'],
    )
    async def test_a_spreadsheet_computes_nothing_of_it(self, dana: Visitor, world: World, title: str) -> None:
        await sent(world.acme, 100, ago=1, title=title)
        body = await text(dana, since(world.acme, 30, "/statement.csv"))

        (row,) = [row for row in csv.reader(StringIO(body, newline="")) if row[4] == "1.00"]

        assert row[3] == harmless(title)
        assert row[3].startswith("'")

    @pytest.mark.parametrize("plain", ["Furnace repair", "1042", "7 - 8 pm", 'A "new" pump, two parts', ""])
    def test_plain_text_stays_as_it_is(self, plain: str) -> None:
        assert harmless(plain) == plain


class TestPdf:
    async def test_it_is_a_letter_with_every_figure(self, dana: Visitor, world: World) -> None:
        invoice = await sent(world.acme, 124_000, ago=60)

        answer = await dana.get(since(world.acme, 90, "/statement.pdf"))

        words = " ".join(PdfReader(BytesIO(await answer.get_data())).pages[0].extract_text().split())
        assert answer.content_type == "application/pdf"
        for part in ("Statement", "Dana Diaz", f"Invoice {invoice.number}", "$1,240.00", "31 to 60 days overdue"):
            assert part in words, part

"""Lists brought in and everything taken away in a browser: chosen, tried out, brought in, brought in again, exported."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from tenants.customers import Customer
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse, Person
from tests.builders import an_estimate, an_invoice
from tests.till import Till

ROWS = 300
IMPORT = "/staff/settings/import"


def customers_of(program: Path, *, address_of_the_last: str) -> Path:
    rows = "".join(f"Customer {number},c{number}@example.com,{number} Elm Street\n" for number in range(ROWS - 1))
    program.write_text(f"Whom,E-mail,Street\n{rows}Wrong,{address_of_the_last},1 Elm Street\n")
    return program


async def hand_in(olive: Person, file: Path, kind: str = "Customers") -> None:
    await olive.go(IMPORT)
    await olive.page.get_by_role("radio", name=kind).check()
    await olive.page.set_input_files("#file", str(file))
    await olive.press("^Go on$")


async def report_of(olive: Person) -> list[list[str]]:
    async with olive.page.expect_download() as report:
        await olive.press("^Download what became of each row$")
    return list(csv.reader(io.StringIO((await (await report.value).path()).read_text("utf-8-sig"))))


async def test_customers_are_tried_out_brought_in_and_brought_in_again(
    browse: Browse, acme: Till, size: dict[str, Any], tmp_path: Path
) -> None:
    file = customers_of(tmp_path / "quickbooks.csv", address_of_the_last="no address")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff(IMPORT)
    await is_fit(olive)
    await hand_in(olive, file)

    await olive.press(f"^Bring in {ROWS} rows$")
    await olive.sees("Please choose the column that tells this.")
    await olive.page.get_by_role("combobox", name=re.compile("^Name of the customer")).select_option(label="Whom")
    await olive.press("^Show again$")
    await olive.sees("Customer 0")
    await is_fit(olive)

    await olive.press("^Try it out first$")
    await olive.sees("This is what would happen. Nothing has been changed yet.", f"{ROWS} of {ROWS} rows")
    async with acting_for(acme.tenant):
        assert not await Customer.filter(name="Customer 0").exists()
    await olive.sees(f"Row {ROWS + 1}", "Wrong", "Please type a full email address")
    await is_fit(olive)
    heads, *told = await report_of(olive)
    assert heads[-2:] == ["Result", "Reason"]
    assert [row[0] for row in told if row[3] == "Refused"] == ["Wrong"]
    assert told[-1][4].startswith("Please type a full email address")

    await olive.press(f"^Bring in {ROWS} rows$")
    await olive.sees("Your list is in", f"{ROWS} of {ROWS} rows")
    await is_fit(olive)
    assert [row[3] for row in (await report_of(olive))[1:]].count("Added") == ROWS - 1

    await hand_in(olive, customers_of(file, address_of_the_last="wrong@example.com"))
    await olive.page.get_by_role("combobox", name=re.compile("^Name of the customer")).select_option(label="Whom")
    await olive.press(f"^Bring in {ROWS} rows$")
    await olive.sees("Your list is in")
    told = [row[3] for row in (await report_of(olive))[1:]]
    assert (told.count("Already there"), told[-1]) == (ROWS - 1, "Added")
    async with acting_for(acme.tenant):
        assert await Customer.filter(name__startswith="Customer ").count() == ROWS - 1


async def test_an_invoice_paid_in_part_comes_in_with_what_is_left(
    browse: Browse, acme: Till, size: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "invoices.csv"
    name = acme.company.customer.name
    file.write_text(f"Customer,Invoice no,Date,Total,Amount paid\n{name},Q-77,2026-01-05,1200.00,400.00\n")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff(IMPORT)

    await hand_in(olive, file, "Invoices")
    await olive.press("^Bring in 1 row$")
    await olive.sees("Your list is in")

    async with acting_for(acme.tenant):
        invoice = await Invoice.get(number="Q-77")
    await olive.go(f"/staff/invoices/{invoice.id}")
    await olive.sees("$800.00", "$400.00", "Paid before Porchlight")


async def test_lists_are_taken_away_and_read(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    async with acting_for(acme.tenant):
        invoice = await an_invoice(acme.company.customer)
        estimate = await an_estimate(acme.company.customer)
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/settings/data")

    for name, said in (
        ("Customers", acme.company.customer.name),
        ("Contacts", acme.company.contact.email),
        ("Invoices", invoice.title),
        ("Lines of invoices", str(invoice.number)),
        ("Lines of estimates", str(estimate.number)),
    ):
        async with olive.page.expect_download() as taken:
            await olive.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).click()
        rows = list(csv.reader(io.StringIO((await (await taken.value).path()).read_text("utf-8-sig"))))
        assert any(said in row for row in rows[1:]), (name, rows)
        assert {len(row) for row in rows} == {len(rows[0])}
    assert olive.complaints == []


async def test_everything_is_put_together_and_opened(
    browse: Browse, acme: Till, size: dict[str, Any], tmp_path: Path
) -> None:
    async with acting_for(acme.tenant):
        for _ in range(30):
            await an_invoice(acme.company.customer)
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/settings/data")
    await is_fit(olive)

    await olive.press("^Put everything together$")
    await olive.sees("documents and photos")
    await olive.sees("Download, ")
    await is_fit(olive)
    async with olive.page.expect_download() as everything:
        await olive.press("^Download, ")
    file = zipfile.ZipFile(await (await everything.value).path())
    assert file.testzip() is None
    assert len([it for it in file.namelist() if it.startswith("invoices/")]) >= 30
    assert "In invoices, estimates and agreements there is a PDF" in file.read("readme.txt").decode()

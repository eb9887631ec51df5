"""Every table we hand out, at whatever address: what people called things is text in it, and comes in again as it was."""

import csv
import io

from quart import Quart, Response

from tenants import invoices
from tenants.customers import Contact, Customer, Property
from tenants.estimates import Item
from tenants.isolation import acting_for
from tenants.ledger import Kind
from tenants.photos import Photo
from tenants.spreadsheets import MARK, written
from tenants.staff_notes import StaffNote
from tests.builders import a_line, an_entry, an_estimate
from tests.conftest import RunTasks
from tests.tenants.test_company_exports import opened
from tests.tenants.test_spreadsheets import CORPUS, computed
from tests.visitor import Visitor
from tests.web.staff.settings.test_imports import sent
from tests.world import Company, World

REPORT = "/staff/settings/import/<uuid:import_id>/report.csv"
LIST = written([["name", "=note"], *([text, text] for text in CORPUS)])
OTHERS_DELIMITERS = ",;\t"


async def call_people(company: Company) -> None:
    """Write each of the texts wherever a table takes its words from, as if no form had ever looked at them."""
    async with acting_for(company.tenant):
        for number, text in enumerate(CORPUS):
            customer = await Customer.create(name=text, external_id=f"{text}{number}", billing_address=text)
            await Contact.create(customer_id=customer.id, name=text, email=f"{number}@example.com", phone=text)
            await Property.create(customer_id=customer.id, name=text, address=text)
            await StaffNote.create(customer_id=customer.id, body=text, by=text)
            about = {"customer_id": customer.id, "about": "customer", "about_id": customer.id}
            await Photo.create(**about, name=text, sizes={"large": {}}, total_bytes=4)  # without a file: not included


async def call_documents(company: Company) -> None:
    async with acting_for(company.tenant):
        items = tuple(Item(a_line(description=text)) for text in CORPUS)
        await an_estimate(company.customer, items=items)
        for text in CORPUS:
            invoice = await invoices.draft(company.customer, [a_line(description=text)], title=text)
            await invoices.send(invoice)
            await an_entry(invoice, 100, Kind.MANUAL, stripe_id=None, method=text, note=text)


async def text_of(response: Response) -> str:
    assert response.status_code == 200
    return await response.get_data(as_text=True)


async def tables(olive: Visitor, dana: Visitor, app: Quart, report: str) -> dict[str, str]:
    """Every address that answers with a table, and what it answers; its arguments are those of the report."""
    rules = [it for it in app.url_map.iter_rules() if it.rule.endswith(".csv")]
    assert [it.rule for it in rules if it.arguments] == [REPORT]
    paths = {it.endpoint: report if it.arguments else it.rule for it in rules}
    return {path: await text_of(await (olive if "/staff" in path else dana).get(path)) for path in paths.values()}


async def test_no_table_has_a_cell_that_is_computed(app: Quart, world: World, run_tasks: RunTasks) -> None:
    olive, dana = await Visitor(app, world.acme).sign_in_staff(), await Visitor(app, world.acme).sign_in()
    address = await reported(olive, run_tasks)
    await call_people(world.acme)
    archive = await opened(world.acme)
    await call_documents(world.acme)  # after that, since nobody has to print them

    found = await tables(olive, dana, app, f"{address}/report.csv")
    found |= {name: archive.read(name).decode() for name in ("customers.csv", "staff_notes.csv", "not-included.csv")}

    assert {"/statement.csv", "/staff/payments.csv", "/staff/settings/data/invoices.csv"} < found.keys()
    for path, table in found.items():
        assert len(CORPUS) <= len(rows_of(table)), path
        assert [computed(table, delimiter) for delimiter in OTHERS_DELIMITERS] == [[], [], []], path


async def test_a_report_is_the_list_that_was_sent(app: Quart, world: World, run_tasks: RunTasks) -> None:
    """Brought in again, it says the same: no quote of ours has become part of a name."""
    olive = await Visitor(app, world.acme).sign_in_staff()
    address = await reported(olive, run_tasks)

    report = rows_of(await text_of(await olive.get(f"{address}/report.csv")))

    assert [row[:2] for row in report] == rows_of(LIST)


async def reported(olive: Visitor, run_tasks: RunTasks) -> str:
    """The address of a list import that has been tried out."""
    address = (await sent(olive, LIST.encode())).location
    await olive.post(address, {"column.name": "0", "trial": "yes"})
    await run_tasks()
    return address


def rows_of(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.removeprefix(MARK), newline="")))

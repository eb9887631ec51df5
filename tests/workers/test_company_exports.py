"""Company exports with something that cannot be put in: all the rest is in the file, and a list says what is missing."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from tenants import company_exports, invoices, photo_store
from tenants.company_exports import CompanyExport, ExportStatus, OutOfReach
from tenants.company_exports.documents import _picture
from tenants.company_exports.turn import LAST_TRY
from tenants.estimates import Acceptance, Answerer, accept
from tenants.invoices import Invoice
from tenants.isolation import acting_for, statement
from tenants.logos import Logo
from tenants.photos import Photo
from tenants.tenant import Tenant
from tests.builders import a_draft, an_estimate, an_invoice, as_staff
from tests.conftest import RunTasks
from tests.world import Company, World
from workers.company_exports import make_company_export


async def asked(company: Company) -> CompanyExport:
    async with acting_for(company.tenant):
        return await as_staff(company.owner, company_exports.begin())


async def now(company: Company, export: CompanyExport) -> CompanyExport:
    async with acting_for(company.tenant):
        return await CompanyExport.get(id=export.id)


async def made(company: Company, tries: int = 1) -> zipfile.ZipFile:
    export = await asked(company)
    while export.status is ExportStatus.MAKING:
        await make_company_export(company.tenant, str(export.id), tries)
        export = await now(company, export)
    return await taken(company, export)


async def taken(company: Company, export: CompanyExport) -> zipfile.ZipFile:
    _, pieces = await company_exports.file_of(company.tenant, export.id)
    file = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))
    assert file.testzip() is None
    return file


def missing(file: zipfile.ZipFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read("not-included.csv").decode("utf-8-sig"))))[1:]


async def an_unprintable_invoice(company: Company, number: str) -> Invoice:
    """A sent one whose letterhead names a logo that is no picture."""
    async with acting_for(company.tenant):
        logo = await Logo.create(mark=f"{number:a<40}", body=b"no picture", width=1, height=1)
        await Tenant.filter(id=company.tenant.id).update(logo=logo.shown)
    async with acting_for(await Tenant.get(id=company.tenant.id)):
        draft = await a_draft(company.customer)
        await Invoice.filter(id=draft.id).update(number=number)
        await invoices.send(sent := await Invoice.get(id=draft.id))
    await Tenant.filter(id=company.tenant.id).update(logo=None)
    return sent


async def a_photo(company: Company, name: str) -> Photo:
    async with acting_for(company.tenant):
        about = {"customer_id": company.customer.id, "about": "customer", "about_id": company.customer.id}
        return await Photo.create(**about, name=name, sizes={"large": {}}, total_bytes=4)


def out_of_reach(photo: Photo) -> None:
    """Where its file should be, a link leads to itself: that is neither the file nor its absence."""
    root = photo_store._root()
    assert root
    (root / photo.folder).mkdir(parents=True)
    (root / photo.folder / "large").symlink_to("large")


class TestUnprintable:
    async def test_all_others_are_printed_and_it_is_named_with_the_reason(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            other = await an_invoice(world.acme.customer)
        await an_unprintable_invoice(world.acme, "=X-1")

        file = await made(world.acme)

        [row] = missing(file)
        assert row[:3] == ["Invoice", "'=X-1", "Dana Diaz"]
        assert "cannot be printed" in row[3]
        assert [it for it in file.namelist() if it.startswith("invoices/")] == [f"invoices/invoice-{other.number}.pdf"]

    async def test_what_is_written_in_it_is_in_the_lists_all_the_same(self, world: World) -> None:
        await an_unprintable_invoice(world.acme, "X-1")

        file = await made(world.acme)

        assert ",X-1," in file.read("invoices.csv").decode()
        assert [it["number"] for it in json.loads(file.read("data/invoice.json"))] == ["X-1"]

    async def test_its_export_says_how_many_are_missing(self, world: World) -> None:
        for number in ("X-1", "X-2", "X-3"):
            await an_unprintable_invoice(world.acme, number)
        await made(world.acme)

        async with acting_for(world.acme.tenant):
            export = await CompanyExport.get()
        assert export.status is ExportStatus.READY
        assert (export.missing, export.done) == (3, export.total)

    async def test_it_is_named_whatever_turn_it_was_in(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tenants.company_exports.making.TURN_SECONDS", 0)
        for number in ("X-1", "X-2"):
            await an_unprintable_invoice(world.acme, number)

        file = await made(world.acme)

        assert sorted(row[1] for row in missing(file)) == ["X-1", "X-2"]

    async def test_of_two_papers_the_one_that_can_be_printed_is_there(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            by = Answerer(world.acme.customer.id, "Dana Diaz", contact_id=world.acme.contact.id)
            await accept(estimate.id, by, Acceptance(1))
        monkeypatch.setattr("papers.certificate_paper.certificate_pdf", None)

        file = await made(world.acme)

        assert [row[:2] for row in missing(file)] == [["Certificate of acceptance", estimate.number]]
        assert f"estimates/estimate-{estimate.number}.pdf" in file.namelist()

    async def test_the_list_is_in_the_companys_language(self, world: World) -> None:
        await an_unprintable_invoice(world.acme, "X-1")
        await Tenant.filter(id=world.acme.tenant.id).update(locale="es_MX")
        tenant = await Tenant.get(id=world.acme.tenant.id)

        file = await made(Company(**{**vars(world.acme), "tenant": tenant}))

        assert missing(file)[0][0] == "Factura"
        assert "No se puede imprimir" in missing(file)[0][3]

    async def test_where_nothing_is_missing_there_is_no_such_list(self, world: World) -> None:
        assert "not-included.csv" not in (await made(world.acme)).namelist()


class TestPhotos:
    async def test_one_whose_file_is_lost_is_named(self, world: World) -> None:
        await a_photo(world.acme, "Boiler")

        [row] = missing(await made(world.acme))

        assert row[:3] == ["Photo", "Boiler", "Dana Diaz"]
        assert "no longer where pictures are kept" in row[3]

    async def test_one_that_was_removed_meanwhile_is_not(self, world: World) -> None:
        photo = await a_photo(world.acme, "Boiler")
        async with acting_for(world.acme.tenant):
            await Photo.filter(id=photo.id).update(removed_at=datetime.now(UTC))

        assert await _picture(world.acme.tenant, photo, "large") == b""

    async def test_one_that_stays_out_of_reach_is_named_at_last(self, world: World) -> None:
        out_of_reach(await a_photo(world.acme, "Boiler"))
        export = await asked(world.acme)
        await make_company_export(world.acme.tenant, str(export.id))

        with pytest.raises(OutOfReach):
            await make_company_export(world.acme.tenant, str(export.id), LAST_TRY - 1)
        await make_company_export(world.acme.tenant, str(export.id), LAST_TRY)

        assert (await now(world.acme, export)).missing == 1


class TestOutage:
    """What may be over in a moment is waited for: nothing is left out, and what was put in before counts."""

    async def test_when_it_is_over_the_export_goes_on_where_it_was(self, world: World) -> None:
        out_of_reach(photo := await a_photo(world.acme, "Boiler"))
        export = await asked(world.acme)
        await make_company_export(world.acme.tenant, str(export.id))
        with pytest.raises(OutOfReach):
            await make_company_export(world.acme.tenant, str(export.id))

        await photo_store.delete(photo.folder)
        await photo_store.put(photo.folder, {"large": b"JPEG"})
        await make_company_export(world.acme.tenant, str(export.id), 2)

        file = await taken(world.acme, export)
        assert file.namelist().count(f"photos/{photo.id}.jpg") == file.namelist().count("readme.txt") == 1
        assert "not-included.csv" not in file.namelist()

    async def test_papers_wait_while_people_print_theirs(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        export = await asked(world.acme)
        with monkeypatch.context() as busy:
            busy.setattr("templates.press.MOST_WAITING", 0)
            await make_company_export(world.acme.tenant, str(export.id))
        assert (await now(world.acme, export)).status is ExportStatus.MAKING

        await make_company_export(world.acme.tenant, str(export.id))

        assert f"invoices/invoice-{invoice.number}.pdf" in (await taken(world.acme, export)).namelist()

    @pytest.mark.usefixtures("sandbox")
    async def test_the_workers_count_the_tries(self, world: World, run_tasks: RunTasks) -> None:
        out_of_reach(await a_photo(world.acme, "Boiler"))
        export = await asked(world.acme)

        for _ in range(LAST_TRY):
            assert (await now(world.acme, export)).status is ExportStatus.MAKING
            await run_tasks()
            await statement("UPDATE task SET run_at = now() WHERE name = 'make_company_export'")
        await run_tasks()

        assert (await now(world.acme, export)).missing == 1


class TestLists:
    async def test_long_ones_are_several_files_each_with_its_heads(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tenants.company_exports.steps.DOCUMENTS_A_FILE", 2)
        monkeypatch.setattr("tenants.list_exports.exporting.PAGE", 2)
        monkeypatch.setattr("tenants.company_exports.making.TURN_SECONDS", 0)
        async with acting_for(world.acme.tenant):
            numbers = [(await an_invoice(world.acme.customer)).number for _ in range(4)]

        file = await made(world.acme)

        names = [it for it in file.namelist() if it.startswith("invoice_lines")]
        tables = [list(csv.reader(io.StringIO(file.read(name).decode("utf-8-sig")))) for name in names]
        assert names == ["invoice_lines.csv", "invoice_lines-2.csv"]
        assert {rows[0][0] for rows in tables} == {"invoice"}
        assert [row[0] for rows in tables for row in rows[1:]] == sorted(numbers)

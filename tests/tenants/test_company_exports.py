"""Company exports: all that is the company's, nothing that is another's or opens something, for a day."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

import tenants.models as every
from tenants import company_exports, invoices, photo_store, share_links, staff_notes
from tenants.agreements import Agreement
from tenants.company_exports import CompanyExport, ExportStatus, making, steps
from tenants.company_exports.contents import LEFT_OUT, NOUNS
from tenants.email_changes import EmailChange
from tenants.emails import Email
from tenants.errors import Conflict, Expired, NotFound
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.isolation import TenantOwned, acting_for
from tenants.jobs import CalendarFeed, calendar_feed
from tenants.photos import Photo
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink
from tenants.tasks import Claim
from tests.builders import a_draft, an_invoice, as_staff, one_of_each
from tests.world import Company, World
from workers.company_exports import make_company_export


async def asked(company: Company) -> CompanyExport:
    async with acting_for(company.tenant):
        return await as_staff(company.owner, company_exports.begin())


async def now(company: Company, export: CompanyExport) -> CompanyExport:
    async with acting_for(company.tenant):
        return await CompanyExport.get(id=export.id)


async def made(company: Company) -> CompanyExport:
    begun = await asked(company)
    while begun.status is ExportStatus.MAKING:
        await make_company_export(company.tenant, str(begun.id))
        begun = await now(company, begun)
    return begun


async def body(company: Company, export: CompanyExport) -> bytes:
    size, pieces = await company_exports.file_of(company.tenant, export.id)
    whole = b"".join([piece async for piece in pieces])
    assert len(whole) == size
    return whole


async def opened(company: Company) -> zipfile.ZipFile:
    file = zipfile.ZipFile(io.BytesIO(await body(company, await made(company))))
    assert file.testzip() is None
    return file


async def test_it_holds_every_noun_and_the_lists(world: World) -> None:
    file = await opened(world.acme)

    names = [it["name"] for it in json.loads(file.read("data/customer.json"))]
    assert {"Dana Diaz", "Casey Cole"} == set(names)
    assert "Dana Diaz" in file.read("customers.csv").decode()


async def test_photos_are_in_it(world: World) -> None:
    async with acting_for(world.acme.tenant):
        about = {"customer_id": world.acme.customer.id, "about": "customer", "about_id": world.acme.customer.id}
        photo = await Photo.create(**about, name="Boiler", sizes={"large": {}}, total_bytes=4)
    await photo_store.put(photo.folder, {"large": b"JPEG"})

    file = await opened(world.acme)

    assert file.read(f"photos/{photo.id}.jpg") == b"JPEG"


async def test_nothing_of_another_company_is_in_it(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        await one_of_each(world.bolt)

    file = await opened(world.acme)

    everything = b"".join(file.read(name) for name in file.namelist())
    assert str(world.bolt.tenant.id).encode() not in everything
    assert str(world.acme.tenant.id).encode() in everything


async def test_nothing_in_it_opens_anything(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await one_of_each(world.acme)
        await CompanyExport.filter(status=ExportStatus.MAKING).delete()

    file = await opened(world.acme)

    everything = b"".join(file.read(name) for name in file.namelist())
    for word in (b"secret", b"_hash", b"nonce", b"checkout_url"):
        assert word not in everything


async def test_no_address_that_is_a_key_is_in_it(world: World) -> None:
    async with acting_for(world.acme.tenant):
        rows = {type(row): row for row in await one_of_each(world.acme)}
        await CompanyExport.filter(status=ExportStatus.MAKING).delete()
        await share_links.send(await a_draft(world.acme.customer))
        keys = [share_links.token(link) for link in await ShareLink.all()]
    link, change = rows[MagicLink], rows[EmailChange]
    keys += [link.secret, change.confirm_secret, change.stop_secret, calendar_feed.token(rows[CalendarFeed])]

    file = await opened(world.acme)

    everything = b"".join(file.read(name) for name in file.namelist()).decode(errors="replace")
    assert [key for key in keys if key in everything] == []


async def test_who_asked_is_written_to(world: World) -> None:
    await made(world.acme)

    async with acting_for(world.acme.tenant):
        assert (await Email.get(letter="staff_export_ready")).to_address == world.acme.owner.email


async def test_one_at_a_time(world: World) -> None:
    await asked(world.acme)

    with pytest.raises(Conflict):
        await asked(world.acme)


async def test_of_ten_who_ask_at_once_one_is_first(world: World) -> None:
    answers = await asyncio.gather(*(asked(world.acme) for _ in range(10)), return_exceptions=True)

    assert [type(it) for it in answers].count(Conflict) == 9


async def test_it_is_made_once_however_often_the_task_runs(world: World) -> None:
    export = await made(world.acme)

    await make_company_export(world.acme.tenant, str(export.id))

    async with acting_for(world.acme.tenant):
        assert await Email.filter(letter="staff_export_ready").count() == 1


async def test_after_its_day_it_is_gone(world: World) -> None:
    export = await made(world.acme)
    async with acting_for(world.acme.tenant):
        await CompanyExport.filter(id=export.id).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    with pytest.raises(Expired):
        await company_exports.file_of(world.acme.tenant, export.id)


async def test_its_file_is_deleted(world: World) -> None:
    export = await made(world.acme)

    await company_exports.forget(world.acme.tenant, str(export.id))

    assert str(export.id) not in await photo_store.folders(f"exports/{world.acme.tenant.id}")


async def test_it_is_nobody_elses(world: World) -> None:
    export = await made(world.acme)

    with pytest.raises(NotFound):
        await company_exports.file_of(world.bolt.tenant, export.id)


class TestContents:
    def test_of_every_noun_it_is_decided_whether_it_is_in_it(self) -> None:
        models = (getattr(every, name) for name in every.__all__)
        tables = {it._meta.db_table for it in models if issubclass(it, TenantOwned)}

        assert tables == {*NOUNS, *LEFT_OUT}
        assert not set(NOUNS) & LEFT_OUT.keys()

    async def test_every_noun_has_its_rows(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await one_of_each(world.acme)
            await CompanyExport.filter(status=ExportStatus.MAKING).delete()

        file = await opened(world.acme)

        assert {noun for noun in NOUNS if not json.loads(file.read(f"data/{noun}.json"))} == set()
        assert json.loads(file.read("data/company.json"))["name"] == world.acme.tenant.name

    async def test_of_each_sent_document_there_is_the_paper(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await one_of_each(world.acme)
            await CompanyExport.filter(status=ExportStatus.MAKING).delete()
            sent = await Invoice.exclude(status="draft").count() + await Estimate.exclude(status="draft").count()
            sent += await Agreement.exclude(status="draft").count()

        file = await opened(world.acme)

        papers = [it for it in file.namelist() if it.endswith(".pdf") and "certificate" not in it]
        assert len(papers) == sent >= 3
        assert all(file.read(it).startswith(b"%PDF") for it in papers)

    async def test_two_documents_whose_numbers_look_alike_are_two_files(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for number in ("A/1", "A-1"):
                await Invoice.filter(id=(await a_draft(world.acme.customer)).id).update(number=number)
                await invoices.send(await Invoice.get(number=number))

        file = await opened(world.acme)

        assert {"invoices/invoice-A-1.pdf", "invoices/invoice-A-1-2.pdf"} <= set(file.namelist())

    async def test_the_notes_of_the_team_are_a_list(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await staff_notes.add(world.acme.customer, "=Gate code 12")

        file = await opened(world.acme)

        assert "Dana Diaz" in file.read("staff_notes.csv").decode()
        assert ",'=Gate code 12" in file.read("staff_notes.csv").decode()


class TestTurns:
    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(making, "TURN_SECONDS", 0)
        monkeypatch.setattr(steps, "ROWS_A_FILE", 1)

    async def test_however_many_turns_it_takes_it_is_one_file(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await one_of_each(world.acme)
            await CompanyExport.filter(status=ExportStatus.MAKING).delete()

        file = await opened(world.acme)

        assert len(json.loads(file.read("data/contact.json"))) == len(json.loads(file.read("data/contact-2.json"))) == 1
        assert len(file.namelist()) == len(set(file.namelist()))

    async def test_one_that_dies_in_a_turn_is_gone_on_with(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        begun = await asked(world.acme)
        await make_company_export(world.acme.tenant, str(begun.id))
        for name in ("keep", "_write_down"):
            with monkeypatch.context() as dying, pytest.raises(TypeError):
                dying.setattr(making, name, None)
                await make_company_export(world.acme.tenant, str(begun.id))

        while (await now(world.acme, begun)).status is ExportStatus.MAKING:
            await make_company_export(world.acme.tenant, str(begun.id))

        file = zipfile.ZipFile(io.BytesIO(await body(world.acme, begun)))
        assert file.testzip() is None
        assert len(file.namelist()) == len(set(file.namelist()))

    async def test_two_workers_at_once_make_one_file(self, world: World) -> None:
        begun = await asked(world.acme)

        while (await now(world.acme, begun)).status is ExportStatus.MAKING:
            await asyncio.gather(*(make_company_export(world.acme.tenant, str(begun.id)) for _ in range(3)))

        file = zipfile.ZipFile(io.BytesIO(await body(world.acme, begun)))
        kept = await photo_store.folders(begun.folder)
        assert file.testzip() is None
        assert len(kept) == len((await now(world.acme, begun)).parts)

    async def test_it_says_how_many_documents_are_in_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer)

        export = await made(world.acme)

        assert export.done == export.total > 0


async def test_one_that_cannot_be_made_is_given_up_and_may_be_asked_for_again(world: World) -> None:
    begun = await asked(world.acme)

    await company_exports.give_up(world.acme.tenant, Claim(1, "make_company_export", None, str(begun.id), 20, 0))

    assert (await now(world.acme, begun)).status is ExportStatus.FAILED
    assert (await asked(world.acme)).status is ExportStatus.MAKING


async def test_one_of_which_nothing_is_kept_is_gone(world: World) -> None:
    export = await made(world.acme)
    async with acting_for(world.acme.tenant):
        await CompanyExport.filter(id=export.id).update(parts=[])

    with pytest.raises(Expired):
        await company_exports.file_of(world.acme.tenant, export.id)

"""Company exports: all that is the company's, nothing that is another's or opens something, for a day."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from tenants import company_exports, photo_store
from tenants.company_exports import CompanyExport, ExportStatus
from tenants.emails import Email
from tenants.errors import Conflict, Expired, NotFound
from tenants.isolation import acting_for
from tenants.photos import Photo
from tests.builders import as_staff, one_of_each
from tests.world import Company, World


async def asked(company: Company) -> CompanyExport:
    async with acting_for(company.tenant):
        return await as_staff(company.owner, company_exports.begin())


async def made(company: Company) -> CompanyExport:
    begun = await asked(company)
    await company_exports.make(company.tenant, str(begun.id))
    async with acting_for(company.tenant):
        return await CompanyExport.get(id=begun.id)


async def body(company: Company, export: CompanyExport) -> bytes:
    return b"".join([piece async for piece in await company_exports.file_of(company.tenant, export.id)])


async def test_it_holds_every_noun_and_the_lists(world: World) -> None:
    file = zipfile.ZipFile(io.BytesIO(await body(world.acme, await made(world.acme))))

    names = [it["name"] for it in json.loads(file.read("customer.json"))]
    assert {"Dana Diaz", "Casey Cole"} == set(names)
    assert "Dana Diaz" in file.read("customers.csv").decode()
    assert file.testzip() is None


async def test_photos_are_in_it(world: World) -> None:
    async with acting_for(world.acme.tenant):
        about = {"customer_id": world.acme.customer.id, "about": "customer", "about_id": world.acme.customer.id}
        photo = await Photo.create(**about, name="Boiler", sizes={"large": {}}, total_bytes=4)
    await photo_store.put(photo.folder, {"large": b"JPEG"})

    file = zipfile.ZipFile(io.BytesIO(await body(world.acme, await made(world.acme))))

    assert file.read(f"photos/{photo.id}.jpg") == b"JPEG"


async def test_nothing_of_another_company_is_in_it(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        await one_of_each(world.bolt)

    file = zipfile.ZipFile(io.BytesIO(await body(world.acme, await made(world.acme))))

    everything = b"".join(file.read(name) for name in file.namelist())
    assert str(world.bolt.tenant.id).encode() not in everything
    assert str(world.acme.tenant.id).encode() in everything


async def test_nothing_in_it_opens_anything(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await CompanyExport.filter(status=ExportStatus.MAKING).delete()

    file = zipfile.ZipFile(io.BytesIO(await body(world.acme, await made(world.acme))))

    everything = b"".join(file.read(name) for name in file.namelist())
    for word in (b"secret_hash", b"token_hash", b"nonce", b"browser_hash"):
        assert word not in everything


async def test_who_asked_is_written_to(world: World) -> None:
    await made(world.acme)

    async with acting_for(world.acme.tenant):
        assert (await Email.get(letter="staff_export_ready")).to_address == world.acme.owner.email


async def test_one_at_a_time(world: World) -> None:
    await asked(world.acme)

    with pytest.raises(Conflict):
        await asked(world.acme)


async def test_it_is_made_once_however_often_the_task_runs(world: World) -> None:
    export = await made(world.acme)

    await company_exports.make(world.acme.tenant, str(export.id))

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

"""Photos of a record: kept whole, seen by their customer alone, counted, and gone when they are removed."""

import asyncio
import hashlib
import os
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from settings import settings
from tenants import photo_store, photos
from tenants.errors import Invalid, NotFound, Unavailable
from tenants.isolation import NoTenant, acting_for
from tenants.photo_decoder import Size
from tenants.photos import Photo, room
from tests import hostile_photos
from tests.patience import until_somebody_is_held_up
from tests.world import Company, World


def add(company: Company, name: str = "Boiler.jpg") -> Awaitable[Photo]:
    """A photo of the customer's property."""
    body = hostile_photos.photos()["jpeg"]
    return photos.add(company.tenant, about=company.property, customer_id=company.customer.id, body=body, name=name)


async def kept(company: Company) -> list[Photo]:
    async with acting_for(company.tenant):
        return await photos.of(company.property)


def files(company: Company) -> Path:
    return Path(settings().storage_url.removeprefix("file:")) / str(company.tenant.id)


async def let_pass(company: Company, **by: float) -> None:
    """Let time pass for the company's photos, rows and files."""
    async with acting_for(company.tenant) as unit:
        await unit.rows("UPDATE photo SET removed_at = removed_at - $1::interval", timedelta(**by))
    age(company, **by)


def age(company: Company, **by: float) -> None:
    """Let time pass for the company's files."""
    then = (datetime.now(UTC) - timedelta(**by)).timestamp()
    for path in (*files(company).rglob("*"), files(company)):
        os.utime(path, (then, then))


class TestAdding:
    async def test_it_keeps_three_whole_files_and_says_what_they_are(self, world: World) -> None:
        photo = await add(world.acme)

        assert [it.id for it in await kept(world.acme)] == [photo.id]
        for size in Size:
            body = (files(world.acme) / str(photo.id) / size).read_bytes()
            assert photo.sizes[size]["sha256"] == hashlib.sha256(body).hexdigest()
            assert photo.sizes[size]["bytes"] == len(body)

    async def test_it_lists_them_as_they_came(self, world: World) -> None:
        made = [(await add(world.acme)).id for _ in range(3)]

        assert [photo.id for photo in await kept(world.acme)] == made

    async def test_it_refuses_what_is_too_long(self, world: World) -> None:
        with pytest.raises(Invalid, match="15 MB"):
            await photos.add(
                world.acme.tenant, about=world.acme.property, customer_id=world.acme.customer.id,
                body=bytes(photos.MOST_BYTES + 1), name="x",
            )  # fmt: skip

    async def test_it_keeps_no_row_without_files(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable):
            await add(world.acme)

        assert await kept(world.acme) == []
        assert list(files(world.acme).iterdir()) == []

    async def test_it_is_not_done_inside_a_unit(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(NoTenant):
                await add(world.acme)


class TestReading:
    async def test_it_reads_what_was_kept(self, world: World) -> None:
        photo = await add(world.acme)

        assert hashlib.sha256(await photos.read(photo, Size.SMALL)).hexdigest() == photo.sizes["small"]["sha256"]

    async def test_it_shows_no_part_of_a_file(self, world: World) -> None:
        photo = await add(world.acme)
        path = files(world.acme) / str(photo.id) / "large"
        path.write_bytes(path.read_bytes()[:-1])

        with pytest.raises(Unavailable):
            await photos.read(photo, Size.LARGE)

    async def test_it_is_seen_neither_by_another_company_nor_another_customer(self, world: World) -> None:
        photo = await add(world.acme)

        async with acting_for(world.bolt.tenant):
            with pytest.raises(NotFound):
                await photos.find(photo.id)
        async with acting_for(world.acme.tenant, customer_id=world.acme.other_customer.id):
            with pytest.raises(NotFound):
                await photos.find(photo.id)


class TestRoom:
    @pytest.mark.parametrize("whose", ["CUSTOMER_ROOM", "COMPANY_ROOM"])
    async def test_it_ends_at_a_number_also_for_many_at_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch, whose: str
    ) -> None:
        monkeypatch.setattr(room, whose, (3, 1 << 40))
        done = await asyncio.gather(*(add(world.acme) for _ in range(6)), return_exceptions=True)

        assert sum(isinstance(it, Photo) for it in done) == 3
        assert sum(isinstance(it, Invalid) for it in done) == 3
        assert len(list(files(world.acme).iterdir())) == 3

    async def test_it_is_counted_by_one_at_a_time(self, world: World) -> None:
        photo = Photo(tenant_id=world.acme.tenant.id, customer_id=world.acme.customer.id)
        first_counted = asyncio.Event()

        async def second() -> None:
            await first_counted.wait()
            async with acting_for(world.acme.tenant):
                await room.check(photo)

        waiting = asyncio.create_task(second())
        async with acting_for(world.acme.tenant):
            await room.check(photo)
            first_counted.set()
            await until_somebody_is_held_up()
            assert not waiting.done()
        await waiting

    @pytest.mark.parametrize("whose", ["CUSTOMER_ROOM", "COMPANY_ROOM"])
    async def test_it_ends_at_a_size(self, world: World, monkeypatch: pytest.MonkeyPatch, whose: str) -> None:
        photo = await add(world.acme)
        monkeypatch.setattr(room, whose, (100, photo.total_bytes))

        with pytest.raises(Invalid, match="no room"):
            await add(world.acme)

    async def test_it_is_each_companys_own(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(room, "COMPANY_ROOM", (1, 1 << 40))
        await add(world.acme)

        assert await add(world.bolt)

    async def test_removing_makes_none_before_the_files_are_gone(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(room, "CUSTOMER_ROOM", (1, 1 << 40))
        await remove(world.acme, await add(world.acme))
        with pytest.raises(Invalid):
            await add(world.acme)
        await let_pass(world.acme, hours=2)
        await photos.sweep()

        assert await add(world.acme)


class TestRemoving:
    async def test_nobody_sees_it_any_more(self, world: World) -> None:
        photo = await add(world.acme)
        await remove(world.acme, photo)

        assert await kept(world.acme) == []
        async with acting_for(world.acme.tenant):
            with pytest.raises(NotFound):
                await photos.find(photo.id)

    async def test_its_files_go_with_the_sweep(self, world: World) -> None:
        await remove(world.acme, await add(world.acme))
        stays = await add(world.acme)
        await let_pass(world.acme, hours=2)
        await photos.sweep()

        assert [path.name for path in files(world.acme).iterdir()] == [str(stays.id)]

    async def test_for_an_hour_it_can_be_taken_back(self, world: World) -> None:
        photo = await add(world.acme)
        await remove(world.acme, photo)
        age(world.acme, hours=2)
        await photos.sweep()
        async with acting_for(world.acme.tenant):
            await photos.restore(photo.id, world.acme.property)

        assert [it.id for it in await kept(world.acme)] == [photo.id]
        assert await photos.read(photo, Size.SMALL)

    async def test_after_that_it_is_gone(self, world: World) -> None:
        photo = await add(world.acme)
        await remove(world.acme, photo)
        await let_pass(world.acme, hours=2)
        await photos.sweep()
        async with acting_for(world.acme.tenant):
            with pytest.raises(NotFound):
                await photos.restore(photo.id, world.acme.property)


class TestSweeping:
    async def test_it_deletes_what_a_crash_left_behind(self, world: World) -> None:
        photo = await add(world.acme)
        (files(world.acme) / "left/small").parent.mkdir()
        (files(world.acme) / "left/small").write_bytes(b"x")
        (files(world.acme) / "half/small#1").parent.mkdir()
        (files(world.acme) / "half/small#1").write_bytes(b"x")
        age(world.acme, hours=2)
        await photos.sweep()

        assert [path.name for path in files(world.acme).iterdir()] == [str(photo.id)]

    async def test_it_leaves_what_has_just_come(self, world: World) -> None:
        await photo_store.put(f"{world.acme.tenant.id}/arriving", {"small": b"x"})
        await photos.sweep()

        assert await photo_store.folders(str(world.acme.tenant.id)) == ["arriving"]

    async def test_it_minds_nothing_that_is_not_ours(self, world: World) -> None:
        await photo_store.put("lost+found/x", {"small": b"x"})
        await add(world.acme)
        age(world.acme, hours=2)
        await photos.sweep()

        assert len(await kept(world.acme)) == 1


class TestNames:
    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ("IMG_1234.HEIC", "IMG_1234"),
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\boiler room.jpg", "boiler room"),
            ("a\r\nSet-Cookie: x.jpg", "a Set-Cookie: x"),
            ("nul\x00l.jpg", "nul l"),
            ("gpj.\u202eexe", "gpj"),
            (".htaccess", "htaccess"),
            ("Ku\u0308che.jpg", "K\u00fcche"),
            ("\ud800.jpg", "Photo"),
            ("...", "Photo"),
            ("", "Photo"),
            ("x" * 300 + ".jpg", "x" * 120),
        ],
    )
    def test_they_are_fit_to_be_shown(self, sent: str, shown: str) -> None:
        assert photos.cleaned(sent) == shown


async def remove(company: Company, photo: Photo) -> None:
    async with acting_for(company.tenant):
        await photos.remove(photo)

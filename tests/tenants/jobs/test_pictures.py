"""Photos of a job: so many and no more, of a kind, in an order, and of the company's own room."""

import asyncio
from uuid import uuid4

import pytest

from tenants import jobs, photos
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tenants.jobs import Job, pictures
from tenants.photos import Kind, Photo, room
from tests import hostile_photos
from tests.builders import a_job
from tests.world import World

JPEG = hostile_photos.photos()["jpeg"]


@pytest.fixture
async def job(world: World) -> Job:
    async with acting_for(world.acme.tenant):
        return await a_job(world.acme.customer)


async def add(world: World, job: Job, kind: Kind = Kind.NONE) -> Photo:
    return await jobs.add_photo(world.acme.tenant, job, JPEG, "IMG_1.jpg", kind)


async def names(world: World, job: Job) -> list[str]:
    async with acting_for(world.acme.tenant):
        return [it["id"] for it in (await jobs.one(job.customer_id, job.id)).photos]


async def test_a_new_one_stands_last_of_its_kind(world: World, job: Job) -> None:
    made = [await add(world, job, kind) for kind in (Kind.AFTER, Kind.BEFORE, Kind.BEFORE)]

    assert await names(world, job) == [str(it.id) for it in (made[1], made[2], made[0])]


@pytest.mark.parametrize(("by", "order"), [(1, [1, 0, 2]), (-1, [0, 1, 2]), (9, [1, 2, 0])])
async def test_it_is_moved_among_its_kind(world: World, job: Job, by: int, order: list[int]) -> None:
    made = [await add(world, job) for _ in range(3)]
    async with acting_for(world.acme.tenant):
        await jobs.step(job, made[0], by)

    assert await names(world, job) == [str(made[it].id) for it in order]


async def test_of_many_at_once_no_more_come_than_there_is_room_for(
    world: World, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_PHOTOS", 2)

    ends = await asyncio.gather(*(add(world, job) for _ in range(4)), return_exceptions=True)

    assert sum(isinstance(it, Photo) for it in ends) == 2
    assert sum(isinstance(it, Invalid) for it in ends) == 2


async def test_a_customers_own_room_is_not_taken(world: World, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CUSTOMER_ROOM", (1, 1 << 30))
    for _ in range(2):
        await add(world, job)

    assert await photos.add(
        world.acme.tenant, about=world.acme.property, customer_id=job.customer_id, body=JPEG, name="x"
    )


async def test_the_companys_room_is(world: World, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "COMPANY_ROOM", (1, 1 << 30))
    await add(world, job)

    with pytest.raises(Invalid):
        await add(world, job)


async def test_another_records_photo_is_none_of_the_jobs(world: World, job: Job) -> None:
    other = await photos.add(
        world.acme.tenant, about=world.acme.property, customer_id=job.customer_id, body=JPEG, name="x"
    )
    async with acting_for(world.acme.tenant):
        for photo_id in (other.id, uuid4()):
            with pytest.raises(NotFound):
                await jobs.photo_of(job, photo_id)

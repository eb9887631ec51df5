"""Uploads are for one record each; what they go through is told in tests/web/portal/test_request_photos.py."""

import pytest

from tenants import jobs, uploads
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tenants.photos import Kind, Photo
from tests import hostile_photos
from tests.builders import a_job
from tests.world import World

JPEG = hostile_photos.photos()["jpeg"]


async def test_it_becomes_a_photo_of_the_kind_that_was_said(world: World) -> None:
    tenant = world.acme.tenant
    async with acting_for(tenant):
        job = await a_job(world.acme.customer)
        arriving = await uploads.begin(jobs.into(job), "IMG_1.jpg", len(JPEG), Kind.AFTER)
    whole = await uploads.append(tenant, arriving, 0, JPEG)
    done = [await uploads.finish(tenant, jobs.into(job), whole) for _ in range(2)]
    async with acting_for(tenant):
        (photo,) = await Photo.all()

    assert (photo.kind, photo.about_id, photo.id) == (Kind.AFTER, job.id, done[0].photo_id)


async def test_another_jobs_upload_is_not_found(world: World) -> None:
    async with acting_for(world.acme.tenant):
        mine, other = await a_job(world.acme.customer), await a_job(world.acme.customer)
        arriving = await uploads.begin(jobs.into(mine), "x.jpg", 10)
        with pytest.raises(NotFound):
            await uploads.upload(jobs.into(other), arriving.id)


@pytest.mark.parametrize("size", [0, -1, 16 * 1024 * 1024])
async def test_it_has_a_size_one_can_take(world: World, size: int) -> None:
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer)
        with pytest.raises(Invalid):
            await uploads.begin(jobs.into(job), "x.jpg", size)

"""A job is followed: the visit confirmed and put into a calendar, the photos looked at, by thumb, keys and no scripts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.async_api import expect

from tenants import jobs, photos
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.photos import Kind
from tests import hostile_photos
from tests.browser.fitness import AXE, EVERY_SIZE, is_fit, tab_to, violations
from tests.browser.person import DESKTOP, Browse, Person
from tests.builders import a_calendar_feed, a_job, a_visit
from tests.till import Till

LANGUAGES = {"en": "Job", "es": "Trabajo"}
CAPTIONS = {Kind.BEFORE: "The old furnace", Kind.DURING: "The base", Kind.AFTER: "The new furnace"}
JPEG = b"\xff\xd8\xff"
SHOWN = "() => document.querySelector('.viewer img')?.naturalWidth > 0"


async def finished(acme: Till) -> Job:
    """A job with three photos, one of each kind."""
    async with acting_for(acme.tenant):
        job = await a_job(
            acme.company.customer, property_id=acme.company.property.id, description="A **96 %** furnace."
        )
        await jobs.mark_done(await a_visit(job, timedelta(days=-2)))
        await jobs.complete(job)
    for kind, caption in CAPTIONS.items():
        body = hostile_photos.photos()["jpeg"]
        added = await photos.add(acme.tenant, about=job, customer_id=job.customer_id, body=body, name=f"{caption}.jpg")
        async with acting_for(acme.tenant):
            await photos.describe(added, kind=kind, caption=caption)
    return job


async def to_confirm(acme: Till) -> Job:
    async with acting_for(acme.tenant):
        job = await a_job(acme.company.customer, property_id=acme.company.property.id)
        await a_visit(job, asks_confirmation=True, note="Please keep the driveway free.")
        await a_visit(job, timedelta(days=9), asks_confirmation=True)
    return job


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_can_use_its_pages(browse: Browse, acme: Till, language: str) -> None:
    async with acting_for(acme.tenant):
        acme.company.contact.language = language
        await acme.company.contact.save()
        await a_calendar_feed(acme.company.contact)
    job, waits = await finished(acme), await to_confirm(acme)
    dana = await (await browse(acme.company)).sign_in("/jobs")
    await dana.go(f"/jobs/{job.id}")
    photo = await dana.page.locator(".photos a").nth(1).get_attribute("href")

    for path in ("/jobs", f"/jobs/{job.id}", f"/jobs/{waits.id}", photo or "", "/jobs/calendar"):
        await dana.go(path)
        await dana.sees(LANGUAGES[language])

        assert await dana.page.locator("html").get_attribute("lang") == language
        await is_fit(dana, *EVERY_SIZE)


async def test_a_photo_opens_over_the_page_goes_on_and_is_kept(
    browse: Browse, acme: Till, size: dict[str, Any], tmp_path: Path
) -> None:
    job = await finished(acme)
    dana = await (await browse(acme.company, **size)).sign_in(f"/jobs/{job.id}")

    await dana.press("The old furnace")
    await dana.page.wait_for_function(SHOWN)
    await dana.page.evaluate(AXE)
    assert await violations(dana, "dark") == []
    await expect(dana.page.locator(".viewer .caption")).to_have_text("The old furnace")
    await dana.press("Next photo")
    await expect(dana.page.locator(".viewer .place")).to_have_text("Photo 2 of 3")
    async with dana.page.expect_download() as download:
        await dana.page.locator(".viewer").get_by_role("link", name="Download").click()
    kept = tmp_path / "kept.jpg"
    await (await download.value).save_as(kept)
    await dana.press("Close")

    assert (await download.value).suggested_filename == "The base.jpg"
    assert kept.read_bytes().startswith(JPEG)
    await expect(dana.page.locator("[data-caption='The base']")).to_be_focused()


async def test_a_swipe_turns_the_page(browse: Browse, acme: Till) -> None:
    job = await finished(acme)
    dana = await (await browse(acme.company)).sign_in(f"/jobs/{job.id}")
    await dana.press("The old furnace")

    await swipe(dana, -120)
    await expect(dana.page.locator(".viewer .place")).to_have_text("Photo 2 of 3")
    await swipe(dana, 120)
    await swipe(dana, 120)

    await expect(dana.page.locator(".viewer .place")).to_have_text("Photo 1 of 3")


async def test_it_is_looked_at_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    job = await finished(acme)
    dana = await (await browse(acme.company, **DESKTOP, is_mobile=False)).sign_in(f"/jobs/{job.id}")
    keys = dana.page.keyboard

    await tab_to(dana, "The old furnace")
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        await keys.press(key)
    await expect(dana.page.locator(".viewer .place")).to_have_text("Photo 2 of 3")
    await keys.press("Escape")

    await expect(dana.page.locator(".viewer")).to_be_hidden()
    await expect(dana.page.locator("[data-caption='The base']")).to_be_focused()


async def test_it_is_looked_at_without_scripts(browse: Browse, acme: Till) -> None:
    job = await finished(acme)
    # Somebody signs in with scripts and then turns them off: signing in without is told elsewhere.
    dana = await (await browse(acme.company)).sign_in()
    plain = await browse(acme.company, java_script_enabled=False)
    await plain.context.add_cookies(await dana.context.cookies())  # type: ignore[arg-type]

    await plain.go(f"/jobs/{job.id}")
    await plain.press("The old furnace")
    await plain.sees("Photo 1 of 3")
    await plain.press("^Next")
    await plain.sees("Photo 2 of 3", "The base")
    async with plain.page.expect_download() as download:
        await plain.press("Download")

    assert (await download.value).suggested_filename == "The base.jpg"


@pytest.mark.parametrize("with_scripts", [True, False])
async def test_a_visit_is_confirmed_and_put_into_a_calendar(
    browse: Browse, acme: Till, tmp_path: Path, *, with_scripts: bool
) -> None:
    job = await to_confirm(acme)
    signed_in = await (await browse(acme.company)).sign_in()
    dana = await browse(acme.company, java_script_enabled=with_scripts)
    await dana.context.add_cookies(await signed_in.context.cookies())  # type: ignore[arg-type]

    await dana.go(f"/jobs/{job.id}")
    await dana.press("Confirm this visit")
    await dana.sees("Confirmed")
    async with dana.page.expect_download() as download:
        await dana.press("Add to calendar")
    kept = tmp_path / "visit.ics"
    await (await download.value).save_as(kept)
    (event,) = Calendar.from_ical(kept.read_bytes()).walk("VEVENT")

    assert str(event["summary"]) == "Acme: Furnace replaced"
    assert str(event["status"]) == "CONFIRMED"
    assert "confirmed the visit" in (await dana.mail("confirmed the visit", to=acme.company.owner.email))["Subject"]


async def swipe(person: Person, across: int) -> None:
    """One finger across the photo."""
    await person.page.evaluate(
        """(across) => {
          const image = document.querySelector(".viewer img");
          const touch = (x) => new Touch({ identifier: 1, target: image, clientX: x, clientY: 300 });
          const send = (name, lists) => image.dispatchEvent(new TouchEvent(name, { bubbles: true, ...lists }));
          send("touchstart", { touches: [touch(180)], changedTouches: [touch(180)] });
          send("touchend", { touches: [], changedTouches: [touch(180 + across)] });
        }""",
        across,
    )

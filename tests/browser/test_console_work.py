"""The work of a company in a browser: an accepted estimate becomes a job with photos, a request becomes work."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tenants import estimates
from tenants.estimates import Acceptance, Answerer, Estimate, Item, Option
from tenants.isolation import acting_for
from tenants.service_requests import ServiceRequest
from tests import hostile_photos
from tests.browser.fitness import EVERY_SIZE, is_fit
from tests.browser.person import Browse
from tests.builders import a_line, a_service_request, an_estimate
from tests.till import Till
from tests.world import Company

OPTIONS = (
    Option("good", "Good", (Item(a_line(520_000, description="Boiler")),)),
    Option("best", "Best", (Item(a_line(940_000, description="Boiler and tank")),)),
)


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Two photos as a phone has them."""
    names = ["IMG_1.jpg", "IMG_2.jpg"]
    for name in names:
        (tmp_path / name).write_bytes(hostile_photos.photos()["jpeg"])
    return [str(tmp_path / name) for name in names]


async def an_accepted_estimate(company: Company) -> Estimate:
    async with acting_for(company.tenant):
        estimate = await an_estimate(company.customer, title="New boiler")
        await estimates.accept(estimate.id, Answerer(company.customer.id, "Dana"), Acceptance(1))
        return estimate


async def test_an_accepted_estimate_becomes_a_job_whose_photos_the_customer_sees(
    browse: Browse, acme: Till, size: dict[str, Any], pictures: list[str]
) -> None:
    async with acting_for(acme.tenant):
        estimate = await an_estimate(acme.company.customer, title="New boiler", items=(), options=OPTIONS)
    dana = await (await browse(acme.company, **size)).sign_in(f"/estimates/{estimate.id}")
    await dana.page.get_by_label("Best").check()
    await dana.press("^Accept$")
    await dana.sees("Accepted")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff(f"/staff/estimates/{estimate.id}")
    await olive.sees("Accepted", "$9,400.00")
    await olive.press("^Plan the job$")
    await olive.press("^Save$")
    await olive.sees("New boiler", "No visit is planned yet")

    await olive.press("Plan a visit")
    tomorrow = acme.company.tenant.today() + timedelta(days=1)
    await olive.type("Day", tomorrow.isoformat())
    await olive.page.get_by_label("Olive Owner").check()
    await olive.press("^Save$")
    await olive.sees("Tomorrow, between 8 and 10 AM", "Olive Owner")
    await is_fit(olive)

    await olive.page.get_by_label("After", exact=True).check()
    await olive.page.locator("#files").set_input_files(pictures)
    await olive.sees("After the work")
    shown = olive.page.locator("#job-photos img")
    await expect(shown).to_have_count(2)

    await olive.page.get_by_label("What it shows: Photo 1 of 2").fill("The boiler, fitted")
    await olive.page.keyboard.press("Tab")
    await olive.sees("Saved")
    await is_fit(olive)
    await olive.page.locator("#job-photos").get_by_role("button", name="Remove").nth(1).click()
    await olive.sees("The photo was removed.")
    await olive.press("^Undo$")
    await expect(shown).to_have_count(2)

    await dana.go("/jobs")
    await dana.press("New boiler")
    await dana.sees("Tomorrow, between 8 and 10 AM", "After the work", "The boiler, fitted")


async def test_dropped_photos_come_too(browse: Browse, acme: Till) -> None:
    estimate = await an_accepted_estimate(acme.company)
    olive = await browse(acme.company)
    await olive.sign_in_staff(f"/staff/jobs/new?estimate={estimate.id}")
    await olive.press("^Save$")
    await olive.sees("Add photos")

    given = await olive.page.evaluate_handle(
        """(bytes) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" }));
            return carried;
        }""",
        list(hostile_photos.photos()["jpeg"]),
    )
    await olive.page.dispatch_event(".dropping", "drop", {"dataTransfer": given})

    await expect(olive.page.locator("#job-photos img")).to_have_count(1)


async def test_a_request_is_seen_and_made_a_job_of(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    async with acting_for(acme.company.tenant):
        request: ServiceRequest = await a_service_request(acme.company.contact, property_id=acme.company.property.id)
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff("/staff/requests")
    await is_fit(olive)
    await olive.press("The heat pump stops at night")
    await olive.sees(request.number, "12 Elm Street")
    await is_fit(olive)

    await olive.press("Say that we have seen it")
    await olive.sees("told the customer that it was seen")
    await olive.press("Make a job of it")
    await olive.sees("Job J", f"Request {request.number}")

    dana = await (await browse(acme.company, **size)).sign_in(f"/service-requests/{request.id}")
    await dana.sees("Taken on", "See the job")


async def test_the_lists_and_the_agenda_are_fit_for_everybody(browse: Browse, acme: Till) -> None:
    olive = await browse(acme.company)
    await olive.sign_in_staff("/staff/jobs")
    for path in ("/staff/jobs", "/staff/visits", "/staff/visits?span=week&who=all", "/staff/requests/new"):
        await olive.go(path)
        await is_fit(olive, *EVERY_SIZE)


async def test_an_agreement_is_written_planned_sent_and_signed(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff(f"/staff/agreements/new?customer={acme.company.customer.id}")
    await olive.type("What is it called?", "Comfort plan")
    await olive.type("Price in USD", "29")
    await olive.type("How many visits does it include?", "2")
    await olive.page.get_by_label("Service 1", exact=True).fill("Furnace check")
    await is_fit(olive)
    await olive.press("Save the draft")
    await olive.sees("Comfort plan", "Draft")

    await olive.press("Plan the days")
    await olive.press("Show the days")
    await olive.press("Plan these days")
    await olive.sees("planned 2 visits")
    await olive.press("Look at it first")
    await olive.sees("Nothing can be pressed here", "$29.00 every month")
    await olive.page.go_back()
    await olive.press("Send it to the customer")
    await olive.sees("To answer")
    await is_fit(olive)

    dana = await (await browse(acme.company, **size)).sign_in("/agreements")
    await dana.press("Comfort plan")
    await dana.sees("Furnace check", "2 visits")

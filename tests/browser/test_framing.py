"""Pages of other origins want to show ours in a frame, or to talk to them: the browser lets them do neither."""

import asyncio
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from quart import Quart

from settings import settings
from tenants import share_links
from tenants.isolation import acting_for
from tests.browser.person import let_in
from tests.builders import an_estimate, an_invoice
from tests.patience import PATIENCE, until
from tests.visitor import Visitor
from tests.world import World

TRAP = "/trap"
FRAMES = """addresses => Promise.all(addresses.map(address => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.onload = done;
  frame.src = address;
  document.body.append(frame);
})))"""
POPUP = """async address => {
  const page = open(address);
  const words = [{ type: "pay", ok: true }, "accept", { origin: address, kind: "news" }, { live: "/staff/live" }, null];
  for (let tries = 0; !page.closed && tries < 600; tries++) {
    for (const it of words) page.postMessage(it, "*");
    await new Promise(done => setTimeout(done, 100));
  }
  return page.closed;
}"""


async def trap(context: BrowserContext, origin: str) -> Page:
    """A page at `origin` that nobody made but an attacker: without any policy of ours."""

    async def answer(route: Route) -> None:
        await route.fulfill(body="<!doctype html><title>Win</title><body>", content_type="text/html")

    await context.route(f"{origin}{TRAP}", answer)
    page = await context.new_page()
    await page.goto(f"{origin}{TRAP}")
    return page


async def without_policy(route: Route) -> None:
    """One page of ours as it would be if it said nothing about frames: the trap does work."""
    host = {"Host": urlsplit(route.request.url).netloc}
    answer = await asyncio.to_thread(httpx.get, f"{settings().base_url}/sign-in", headers=host, timeout=PATIENCE)
    await route.fulfill(body=answer.text, content_type="text/html")


async def addresses(world: World) -> list[str]:
    """Where people sign in, pay, accept and work."""
    async with acting_for(world.acme.tenant):
        invoice, estimate = await an_invoice(world.acme.customer), await an_estimate(world.acme.customer)
        links = [await share_links.share(it) for it in (invoice, estimate)]
    paths = ["/sign-in", "/staff/sign-in", f"/invoices/{invoice.id}", f"/estimates/{estimate.id}", "/staff"]
    paths += ["/staff/settings/team", f"/staff/invoices/{invoice.id}", *map(share_links.address, links)]
    return [world.acme.tenant.url(path) for path in paths]


@pytest.mark.parametrize("whose", ["a stranger's", "a sibling's", "the installation's"])
async def test_no_other_page_frames_ours_or_is_heard_by_them(
    app: Quart, browser: Browser, serving: None, world: World, whose: str
) -> None:
    origins = {"a stranger's": "http://evil.example", "a sibling's": world.bolt.tenant.origin}
    ours, bare = await addresses(world), world.acme.tenant.url("/sign-in?bare")
    async with await browser.new_context() as context:
        for visitor in (await Visitor(app, world.acme).sign_in(), await Visitor(app, world.acme).sign_in_staff()):
            await let_in(context, visitor)
        page = await trap(context, origins.get(whose, settings().base_url))
        await context.route(bare, without_policy)
        await page.evaluate(FRAMES, [*ours, bare])
        await until(lambda: schemes(page) == ["chrome-error"] * len(ours) + ["http"])
        async with context.expect_page() as opened:
            is_severed = await page.evaluate(POPUP, ours[2])
        popup = await opened.value

        assert is_severed
        await expect(popup).to_have_url(ours[2])


def schemes(page: Page) -> list[str]:
    """Of what became of the frames in it."""
    return [urlsplit(frame.url).scheme for frame in page.frames[1:]]

"""Pictures that were scripts, pages and archives too: opened by themselves or called a script, nothing of them runs."""

from playwright.async_api import Route
from quart import Quart

from tests import hostile_photos
from tests.browser.person import let_in
from tests.browser.test_framing import trap
from tests.browser.test_hostile_text import Watched, watched
from tests.web.test_pictures import doors_of, pictures
from tests.world import World

__all__ = ["watched"]

AS_ANYTHING = """addresses => Promise.all(addresses.flatMap(address =>
  [["script", "src"], ["iframe", "src"], ["embed", "src"], ["object", "data"], ["link", "href"]].map(([tag, at]) =>
    new Promise(done => {
      const part = Object.assign(document.createElement(tag), { rel: "stylesheet", onload: done, onerror: done });
      part[at] = address;
      setTimeout(done, 3000); // not each says that it was refused
      document.body.append(part);
    }))))"""


async def test_nothing_of_them_runs(app: Quart, world: World, watched: Watched) -> None:
    doors = await doors_of(app, world)
    for body in hostile_photos.laden().values():
        await doors.send(body)
    found = [path for path in await pictures(world) if not path.endswith("medium")]  # made as the small ones are
    addresses = list(map(world.acme.tenant.url, found))
    for visitor in (doors.olive, doors.dana):
        await let_in(watched.context, visitor)

    for address in addresses:
        await watched.look(address)
        assert await watched.page.locator("img").count() == 1, address
    for origin in (world.acme.tenant.origin, "http://evil.example"):
        page = await trap(watched.context, origin)
        await page.evaluate(AS_ANYTHING, addresses)
        assert await page.title() == "Win"

    assert len(addresses) > 20
    # That Chromium's own styles around a picture are stopped too, and frames, is no script that ran.
    assert [it for it in watched.told if "style" not in it and "Framing" not in it] == []


async def test_the_script_among_them_would(watched: Watched) -> None:
    async def as_a_script(route: Route) -> None:
        body = hostile_photos.laden()["jpeg that is a script"]
        await route.fulfill(body=body, content_type="text/javascript; charset=latin-1")

    page = await trap(watched.context, "http://evil.example")
    await watched.context.route("http://evil.example/photo", as_a_script)
    await page.evaluate(AS_ANYTHING, ["http://evil.example/photo"])

    assert watched.told == ["http://evil.example/trap: ran"]

"""No story acts on a page whose scripts have not begun: nobody is that quick, but a test on a busy machine is.

What people type all the same before a slow line brings the scripts has stories of its own: `test_before_scripts`.
"""

from contextlib import suppress

from playwright.async_api import Page, Playwright
from playwright.async_api import TimeoutError as Late

LONGEST = 20
"""Seconds; a page that is left at once never tells."""

# Scripts have run before DOMContentLoaded; a page that is a picture or a file may never tell of it.
UNREADY = """({
  query: () => null,
  queryAll: () => {
    const [came] = performance.getEntriesByType("navigation");
    const is_ready = document.readyState === "complete" || !came || came.domContentLoadedEventStart > 0;
    return is_ready || !document.documentElement ? [] : [document.documentElement];
  },
})"""


async def name_unready_pages(playwright: Playwright) -> None:
    """Have `unready=` find the page itself, as long as its scripts have not begun."""
    await playwright.selectors.register("unready", UNREADY, content_script=True)


async def without_haste(page: Page) -> Page:
    """The page, on which every act from now on waits for the scripts."""

    async def wait() -> None:
        with suppress(Late):
            await page.wait_for_load_state("domcontentloaded", timeout=LONGEST * 1000)

    await page.add_locator_handler(page.locator("unready=page"), wait, no_wait_after=True)
    return page

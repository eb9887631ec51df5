"""Whether everybody can use the page before a person: by eye, ear, thumb and keyboard, by day and by night."""

from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.person import DESKTOP, PHONE, Person
from tests.patience import until

AXE = Axe().axe_script
BY_DAY = {"resultTypes": ["violations"]}
BY_NIGHT = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""Night changes nothing but colors."""

VIOLATIONS = """async rules => (await axe.run(rules)).violations
  .map(it => ({id: it.id, at: it.nodes.map(node => node.html)}))"""

EVERY_SIZE = (PHONE, DESKTOP)
SMALLEST = 320
THUMB = 44

# What a thumb must hit. Links within a sentence are as high as their line; a tick is hit by its label.
TARGETS = "button, .button, input:not([type=hidden]), summary, nav a, .rows a, .up, .who, .switch, .wordmark"
TOO_SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter(it => it.checkVisibility())
  .map(it => [it, (["checkbox", "radio"].includes(it.type) && it.labels[0] || it).getBoundingClientRect()])
  .filter(([, box]) => box.height < {THUMB} || box.width < {THUMB})
  .map(([it, box]) => `${{it.outerHTML.slice(0, 80)}} ${{box.width}}x${{box.height}}`)"""
# Not that it is loaded whole: a page whose form was sent at once, and answered with nothing, never is.
IS_STYLED = """() => document.readyState !== "loading"
  && [...document.querySelectorAll("link[rel=stylesheet]")].every(it => it.sheet)"""
FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  return {words: `${it.labels?.[0]?.innerText ?? ""} ${it.innerText}`,
          shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""


async def is_fit(person: Person, *sizes: dict[str, Any]) -> None:
    """For thumbs, for axe by day and by night, and 320 px are enough; in the person's own window, or in `sizes`."""
    own = person.page.viewport_size
    assert own
    await until(lambda: person.page.evaluate(IS_STYLED))

    assert await person.page.evaluate(TOO_SMALL) == [], person.page.url
    await person.page.evaluate(AXE)
    for window in [size["viewport"] for size in sizes] or [own]:
        await person.page.set_viewport_size(window)
        assert await violations(person, "light") + await violations(person, "dark") == [], (person.page.url, window)
    assert await width_at(person, SMALLEST) <= SMALLEST, person.page.url
    await person.page.set_viewport_size(own)


async def violations(person: Person, scheme: Literal["light", "dark"]) -> list[str]:
    """What axe objects to; without motion, so that no colour is seen on its way to another."""
    await person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = await person.page.evaluate(VIOLATIONS, BY_DAY if scheme == "light" else BY_NIGHT)
    return [f"{scheme} {it['id']}: {it['at']}" for it in found]


async def width_at(person: Person, width: int) -> int:
    """How wide the page is in a window of `width` px."""
    await person.page.set_viewport_size({"width": width, "height": 640})
    wide: int = await person.page.evaluate("document.documentElement.scrollWidth")
    return wide


async def tab_to(person: Person, words: str) -> None:
    """Press Tab until the focus is on what says `words`, and see that it shows."""
    await person.page.wait_for_load_state()
    for _ in range(30):
        await person.page.keyboard.press("Tab")
        focus = await person.page.evaluate(FOCUS)
        if words in focus["words"]:
            assert focus["shown"], f"the focus on {words} cannot be seen"
            return
    pytest.fail(f"Tab does not reach {words}")

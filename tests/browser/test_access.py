"""Everybody can use every page: by eye, ear, thumb and keyboard, by day and by night."""

from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.person import Browse, Person
from tests.browser.places import PLACES
from tests.till import Till

ColorScheme = Literal["light", "dark"]
AXE = Axe().axe_script
SCHEMES: tuple[ColorScheme, ...] = ("light", "dark")
SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
SMALLEST = 320
THUMB = 44
RULES = {"resultTypes": ["violations"]}

# What a thumb must hit. Links within a sentence are as high as their line.
TARGETS = "button, .button, input:not([type=hidden]), summary, nav a, .rows a, .up, .who, .switch, .wordmark"
TOO_SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter(it => it.checkVisibility())
  .map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
  .filter(([, box]) => box.height < {THUMB} || box.width < {THUMB})
  .map(([it, box]) => `${{it}} ${{box.width}}x${{box.height}}`)"""
FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  return {words: `${it.labels?.[0]?.innerText ?? ""} ${it.innerText}`,
          shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.mark.parametrize("place", PLACES)
async def test_it_can_be_used_by_everybody(place: str, browse: Browse, acme: Till) -> None:
    dana = await browse(acme.company)
    await PLACES[place](dana, acme)

    assert await dana.page.locator("html").get_attribute("lang") == "en"
    assert await dana.page.evaluate(TOO_SMALL) == []
    await dana.page.evaluate(AXE)
    for size, scheme in product(SIZES, SCHEMES):
        assert await violations(dana, size, scheme) == []
    assert await width_at(dana, SMALLEST) <= SMALLEST


async def test_it_signs_in_and_pays_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice()
    dana = await (await browse(acme.company, viewport={"width": 1280, "height": 900}, is_mobile=False)).sign_in()

    await tab_to(dana, "Invoices")
    await dana.page.keyboard.press("Enter")
    await dana.is_at("/invoices")
    await tab_to(dana, "Furnace repair")
    await dana.page.keyboard.press("Enter")
    await dana.is_at(f"/invoices/{invoice.id}")
    await tab_to(dana, "Pay $120.00")
    await dana.page.keyboard.press("Enter")

    await dana.is_at_stripe()


async def test_it_asks_for_a_link_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    dana = await browse(acme.company)
    await dana.go()

    await tab_to(dana, "Skip to the content")
    await tab_to(dana, "Your email address")
    await dana.page.keyboard.type(dana.email)
    await tab_to(dana, "Email me a link")
    await dana.page.keyboard.press("Enter")

    await dana.sees("Check your email")


async def test_it_brings_the_keyboard_past_the_navigation(dana: Person) -> None:
    await tab_to(dana, "Skip to the content")
    await dana.page.keyboard.press("Enter")

    assert await dana.page.evaluate("document.activeElement.id") == "main"


async def violations(person: Person, size: str, scheme: ColorScheme) -> list[str]:
    """What axe objects to; without motion, so that no colour is seen on its way to another."""
    width, height = SIZES[size]
    await person.page.set_viewport_size({"width": width, "height": height})
    await person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = await person.page.evaluate("rules => axe.run(rules)", RULES)
    return [f"{size} {scheme} {it['id']}: {[node['html'] for node in it['nodes']]}" for it in found["violations"]]


async def width_at(person: Person, width: int) -> int:
    """How wide the page is in a window of `width` px."""
    await person.page.set_viewport_size({"width": width, "height": 640})
    wide: int = await person.page.evaluate("document.documentElement.scrollWidth")
    return wide


async def tab_to(person: Person, words: str) -> None:
    """Press Tab until the focus is on what says `words`, and see that it shows."""
    for _ in range(30):
        await person.page.keyboard.press("Tab")
        focus = await person.page.evaluate(FOCUS)
        if words in focus["words"]:
            assert focus["shown"], f"the focus on {words} cannot be seen"
            return
    pytest.fail(f"Tab does not reach {words}")

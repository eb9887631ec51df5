"""Any colour a company chooses stays readable, and nothing but a colour reaches the stylesheet."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenants.brand import DARK_GROUND, LIGHT_GROUND, Brand, contrast, stylesheet

PORTAL_CSS = Path(__file__).parents[2] / "web" / "static" / "portal.css" / "00-ground.css"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
@example("#ffff00")
@example("#000000")
@example("#ffffff")
@example("#00ff00")
@settings(max_examples=200)
def test_it_reads_on_both_grounds_and_is_written_on_readably(colour: str) -> None:
    brand = Brand.parse(colour)

    assert contrast(brand.light, LIGHT_GROUND) >= 4.5
    assert contrast(brand.light, brand.light_ink) >= 4.5
    assert contrast(brand.dark, DARK_GROUND) >= 4.5
    assert contrast(brand.dark, brand.dark_ink) >= 4.5


def test_it_keeps_a_colour_that_reads_already() -> None:
    assert Brand.parse("#1D4ED8").light == "#1d4ed8"
    assert Brand.parse("#fff7a8").dark == "#fff7a8"


def test_it_moves_a_colour_no_further_than_it_must() -> None:
    assert contrast(Brand.parse("#fff7a8").light, LIGHT_GROUND) < 4.6
    assert contrast(Brand.parse("#123456").dark, DARK_GROUND) < 4.6


def test_it_keeps_the_hue() -> None:
    red, green, blue = (int(Brand.parse("#fff7a8").light[at : at + 2], 16) for at in (1, 3, 5))

    assert red > green > 2 * blue


def test_it_measures_contrast_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize(
    "text",
    [
        "red;}*{background:url(//evil)}",
        "</style><script>",
        "#fff",
        "#fff\\9",
        "var(--x)",
        "rgb(0 0 0/calc(1))",
        "expression()",
        "#11223344",
        "#11223g",
        "#1d4ed8\n",
        " #1d4ed8",
        "#\uff11d4ed8",
        "#" + "1" * 10_000,
        "",
    ],
)
def test_it_refuses_all_but_six_digits(text: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        Brand.parse(text)


def test_its_stylesheet_holds_four_colours_and_nothing_else() -> None:
    written = stylesheet(Brand.parse("#C2410C"))

    assert re.sub(r"#[0-9a-f]{6}", "#", written) == (
        ":root{--brand:#;--brand-ink:#}@media screen and (prefers-color-scheme:dark){:root{--brand:#;--brand-ink:#}}"
    )


def test_its_grounds_are_the_least_kind_ones_of_the_portal() -> None:
    light, dark = (
        re.findall(r"--(?:paper|sheet|sunk): (#[0-9a-f]{6})", part) for part in _schemes(PORTAL_CSS.read_text())
    )

    assert len(light) == len(dark) == 3
    assert min(light, key=lambda ground: contrast(ground, "#000000")) == LIGHT_GROUND
    assert max(dark, key=lambda ground: contrast(ground, "#000000")) == DARK_GROUND


@pytest.mark.parametrize("role", ["ink", "soft", "due", "overdue", "way", "good"])
def test_the_colours_of_the_portal_itself_read_on_every_ground(role: str) -> None:
    for part, ground in zip(_schemes(PORTAL_CSS.read_text()), (LIGHT_GROUND, DARK_GROUND), strict=True):
        found = re.search(rf"--{role}: (#[0-9a-f]{{6}})", part)

        assert found
        assert contrast(found[1], ground) >= 4.5


def _schemes(css: str) -> list[str]:
    """The light and the dark half of the tokens."""
    starts = [
        css.index("@layer tokens {"),
        css.index("@media screen and (prefers-color-scheme"),
        css.index("@layer base {"),
    ]
    return [css[start:end] for start, end in pairwise(starts)]

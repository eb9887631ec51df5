"""The company's color in words: how well it reads on each ground, and what was done about it."""

from typing import NamedTuple

from templates.language import gettext as _
from tenants.brand import DARK_GROUND, DARK_INK, LIGHT_GROUND, LIGHT_INK, Brand, readability


class Ground(NamedTuple):
    """One of the two grounds of a portal; `key` ends the names of its styles."""

    key: str
    name: str
    words: str
    is_moved: bool


def grounds(brand: Brand) -> list[Ground]:
    return [
        _ground("light", _("By day"), brand.chosen, brand.light, LIGHT_GROUND, LIGHT_INK),
        _ground("dark", _("By night"), brand.chosen, brand.dark, DARK_GROUND, DARK_INK),
    ]


def _ground(key: str, name: str, chosen: str, shown: str, ground: str, ink: str) -> Ground:
    was, now = readability(chosen, ground, ink), readability(shown, ground, ink)
    if shown == chosen:
        return Ground(
            key, name, _("Your color as it is: it reads well, %(now)s to 1.", now=_figure(now)), is_moved=False
        )
    words = {
        "light": _("Made darker, so that it can be read: %(shown)s, %(now)s to 1 instead of %(was)s.",
                   shown=shown, now=_figure(now), was=_figure(was)),
        "dark": _("Made lighter, so that it can be read: %(shown)s, %(now)s to 1 instead of %(was)s.",
                  shown=shown, now=_figure(now), was=_figure(was)),
    }  # fmt: skip
    return Ground(key, name, words[key], is_moved=True)


def _figure(contrast: float) -> str:
    return f"{contrast:.1f}"

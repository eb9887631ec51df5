"""Photos for the demo: a basement, a furnace, an electric panel, drawn as they may have looked on the day."""

import io
import random
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 1600, 1200
Color = tuple[int, int, int]


class Room(NamedTuple):
    """Colours of a wall and of the floor before it."""

    wall: Color
    floor: Color


CELLAR = Room((150, 142, 130), (104, 96, 88))
CLEAN = Room((206, 203, 196), (150, 146, 140))
OFFICE = Room((196, 200, 204), (120, 112, 104))


def _room(draw: ImageDraw.ImageDraw, room: Room, seed: int) -> None:
    """A wall in uneven light, with courses of blocks, and a floor."""
    chance = random.Random(seed)  # noqa: S311 - a drawing
    for row in range(10):
        for column in range(9):
            left, top = column * 200 - (row % 2) * 100, row * 90
            shade = chance.randint(-9, 9) + (column - 4) * 2
            draw.rectangle((left, top, left + 196, top + 86), fill=_lit(room.wall, shade))
    draw.rectangle((0, 900, WIDE, HIGH), fill=room.floor)
    for step in range(6):
        draw.line((0, 900 + step * 56, WIDE, 912 + step * 60), fill=_lit(room.floor, -10), width=3)


def _lit(color: Color, by: int) -> Color:
    red, green, blue = (max(0, min(255, part + by)) for part in color)
    return red, green, blue


def _cabinet(draw: ImageDraw.ImageDraw, color: Color, *, is_open: bool) -> None:
    """A furnace with its duct above it; open, one sees the burners and the blower."""
    draw.polygon([(620, 0), (980, 0), (940, 260), (660, 260)], fill=(172, 176, 180))
    draw.line((650, 60, 950, 60), fill=(140, 144, 148), width=6)
    draw.rectangle((560, 260, 1040, 1010), fill=color, outline=_lit(color, -40), width=8)
    if not is_open:
        for top in (320, 660):
            draw.rectangle((600, top, 1000, top + 300), outline=_lit(color, -24), width=6)
        for slot in range(7):
            draw.rectangle((650, 720 + slot * 28, 950, 730 + slot * 28), fill=_lit(color, -60))
        draw.rectangle((730, 400, 870, 450), fill=(240, 240, 236))
        return
    draw.rectangle((596, 300, 1004, 980), fill=(44, 42, 42))
    for burner in range(4):
        left = 640 + burner * 90
        draw.rectangle((left, 400, left + 54, 520), fill=(120, 118, 116))
        draw.ellipse((left + 8, 440, left + 46, 510), fill=(52, 98, 190))
    draw.ellipse((660, 640, 940, 920), fill=(96, 98, 102), outline=(140, 142, 146), width=10)
    draw.line((610, 580, 700, 620, 820, 596, 990, 630), fill=(196, 60, 44), width=8)
    draw.line((610, 600, 720, 644, 840, 620, 990, 656), fill=(228, 190, 60), width=8)


def _pipes(draw: ImageDraw.ImageDraw, color: Color) -> None:
    draw.line((1040, 880, 1240, 880, 1240, 120, 1600, 120), fill=color, width=34, joint="curve")
    draw.line((1040, 800, 1180, 800, 1180, 0), fill=(176, 108, 64), width=16, joint="curve")


def old_furnace() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, CELLAR, 1)
        _pipes(draw, (120, 116, 108))
        _cabinet(draw, (150, 136, 112), is_open=False)
        for spot in ((600, 930, 760, 1000), (900, 860, 1010, 990), (640, 300, 700, 420)):
            draw.ellipse(spot, fill=(134, 92, 58))

    return _photo(draw_it)


def rusted_burners() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, CELLAR, 2)
        _cabinet(draw, (150, 136, 112), is_open=True)
        for burner in range(4):
            left = 640 + burner * 90
            draw.rectangle((left, 400, left + 54, 520), fill=(142, 84, 48))
        draw.rectangle((596, 930, 1004, 980), fill=(108, 68, 44))

    return _photo(draw_it)


def bare_corner() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, CELLAR, 3)
        draw.polygon([(620, 0), (980, 0), (940, 220), (660, 220)], fill=(172, 176, 180))
        draw.rectangle((560, 985, 1040, 1030), fill=(178, 172, 160))
        draw.rectangle((560, 900, 1040, 985), fill=(92, 84, 76))
        draw.line((1600, 120, 1240, 120, 1240, 520), fill=(120, 116, 108), width=34)
        draw.rectangle((180, 780, 420, 1040), fill=(190, 60, 40), outline=(130, 40, 28), width=8)
        draw.arc((230, 700, 370, 840), 180, 360, fill=(60, 60, 62), width=14)

    return _photo(draw_it)


def half_fitted() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, CLEAN, 4)
        _cabinet(draw, (214, 216, 218), is_open=True)
        _pipes(draw, (236, 236, 232))

    return _photo(draw_it)


def new_furnace() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, CLEAN, 5)
        _pipes(draw, (240, 240, 236))
        _cabinet(draw, (214, 216, 218), is_open=False)
        draw.ellipse((900, 410, 930, 440), fill=(62, 168, 92))
        draw.rectangle((180, 860, 480, 1040), fill=(92, 98, 106), outline=(70, 76, 82), width=6)

    return _photo(draw_it)


def thermostat() -> bytes:
    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((0, 0, WIDE, HIGH), fill=(226, 222, 212))
        draw.ellipse((480, 280, 1120, 920), fill=(52, 54, 58), outline=(196, 196, 192), width=26)
        draw.arc((540, 340, 1060, 860), 130, 330, fill=(224, 128, 58), width=26)
        draw.text((800, 600), "70°", fill=(244, 240, 232), anchor="mm", font_size=190)
        draw.text((800, 740), "HEAT", fill=(224, 128, 58), anchor="mm", font_size=56)

    return _photo(draw_it)


def panel(breakers: int, *, is_new: bool) -> bytes:
    """An electric panel: an old one with fuses and loose wires, or a new one with breakers in two rows."""

    def draw_it(draw: ImageDraw.ImageDraw) -> None:
        _room(draw, OFFICE if is_new else CELLAR, breakers)
        draw.rectangle((520, 130, 1080, 1070), fill=(176, 180, 184), outline=(120, 124, 128), width=10)
        draw.rectangle((590, 220, 1010, 980), fill=(58, 60, 64))
        for place in range(breakers):
            left, top = (610, 800)[place % 2], 250 + place // 2 * 700 // ((breakers + 1) // 2)
            if is_new:
                draw.rectangle((left, top, left + 190, top + 44), fill=(26, 26, 28))
                draw.rectangle((left + 76, top + 10, left + 126, top + 34), fill=(232, 232, 228))
            else:
                draw.ellipse(
                    (left + 50, top, left + 130, top + 80), fill=(196, 170, 110), outline=(90, 74, 44), width=8
                )
        if not is_new:
            for wire, color in enumerate(((190, 60, 44), (40, 40, 42), (60, 110, 70))):
                draw.line((1080, 300 + wire * 50, 1300, 420 + wire * 120, 1180, 1070), fill=color, width=12)

    return _photo(draw_it)


def _photo(draw_it: Callable[[ImageDraw.ImageDraw], None]) -> bytes:
    """The drawing as a camera would have it: a little soft, darker towards the corners."""
    image = Image.new("RGB", (WIDE, HIGH))
    draw_it(ImageDraw.Draw(image))
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    light = Image.radial_gradient("L").resize((WIDE, HIGH)).point(lambda value: max(0, value - 90) // 2)
    image = Image.composite(Image.new("RGB", (WIDE, HIGH), (20, 18, 16)), image, light)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=86)
    return body.getvalue()

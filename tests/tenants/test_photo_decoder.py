"""What comes in as a photo: cleaned when it is one, refused in words when it is not, and harmless either way."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tenants import photo_decoder
from tenants.errors import Invalid, Unavailable
from tenants.photo_decoder import Rendition, Size, decode, process
from tests import hostile_photos
from tests.hostile_photos import SCRIPT, photos

ROOM_BYTES = 150 << 20
REFUSED = list(hostile_photos.refused())
DAMAGED = list(hostile_photos.damaged())
DISGUISED = list(hostile_photos.disguised())


def a_photo(width: int = 400, height: int = 300, kind: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    """Dark at the top and bright at the bottom."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(file, kind, **more)
    return file.getvalue()


def seen(renditions: Mapping[Size, Rendition], size: Size = Size.LARGE) -> Image.Image:
    return Image.open(io.BytesIO(renditions[size].body))


async def outcome(body: bytes) -> str:
    try:
        return "taken" if set(await decode(body)) == set(Size) else "half taken"
    except Invalid as error:
        return "refused" if error.field == "photo" else "refused for another reason"


class TestPhotos:
    @pytest.mark.parametrize("kind", photos())
    async def test_it_takes_every_kind_that_phones_make(self, kind: str) -> None:
        made = await decode(photos()[kind])

        assert {size: seen(made, size).format for size in Size} == {"small": "WEBP", "medium": "WEBP", "large": "JPEG"}
        assert {size: (it.width, it.height) for size, it in made.items()} == dict.fromkeys(Size, (160, 120))

    async def test_it_makes_three_sizes(self) -> None:
        made = await decode(a_photo(3000, 1500))

        sides = {size: (it.width, it.height) for size, it in made.items()}
        assert sides == {"small": (320, 160), "medium": (1024, 512), "large": (2048, 1024)}
        assert {size: seen(made, size).size for size in Size} == sides

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    async def test_it_stands_a_photo_upright(self, kind: str) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # to be turned right by a quarter
        made = seen(await decode(a_photo(kind=kind, exif=exif))).convert("L")

        assert made.size == (300, 400)
        assert made.getpixel((290, 200)) < 30 < 220 < made.getpixel((10, 200))

    async def test_it_keeps_nothing_but_the_pixels(self) -> None:
        exif = Image.Exif()
        exif[0x010F] = "the phone's maker"
        exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
        made = await decode(a_photo(exif=exif, comment=b"written down", icc_profile=ImageCms.ImageCmsProfile(
            ImageCms.createProfile("sRGB")).tobytes()))  # fmt: skip

        for size in Size:
            assert set(seen(made, size).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                                  "progression", "background", "loop", "timestamp", "duration"}  # fmt: skip
            assert dict(seen(made, size).getexif()) == {}

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
    async def test_it_shows_every_sort_of_png(self, mode: str) -> None:
        whole = Image.linear_gradient("L").resize((64, 64))
        image = whole.convert("I;16").point(lambda value: value * 256) if mode == "I;16" else whole.convert(mode)
        file = io.BytesIO()
        image.save(file, "PNG")
        made = seen(await decode(file.getvalue())).convert("L")

        assert made.resize((1, 2), Image.Resampling.BOX).getpixel((0, 0)) < 90
        assert made.resize((1, 2), Image.Resampling.BOX).getpixel((0, 1)) > 150

    @pytest.mark.parametrize(("height", "taken"), [(5000, True), (5001, False)])
    async def test_it_takes_twenty_five_megapixels(self, height: int, taken: bool) -> None:
        file = io.BytesIO()
        Image.new("1", (5000, height)).save(file, "PNG")

        assert await outcome(file.getvalue()) == ("taken" if taken else "refused")

    async def test_it_puts_what_is_transparent_on_white(self) -> None:
        file = io.BytesIO()
        Image.new("RGBA", (8, 8), (200, 0, 0, 0)).save(file, "PNG")

        assert min(seen(await decode(file.getvalue())).getpixel((4, 4))) > 250


class TestHostileFiles:
    def test_there_are_more_than_a_hundred(self) -> None:
        assert len({name for name, _ in [*REFUSED, *DAMAGED, *DISGUISED]}) > 100

    async def test_they_are_refused_in_words_and_take_no_memory_of_ours(self) -> None:
        before, most = held(), 0
        for name, body in REFUSED:
            assert await outcome(body) == "refused", name
            most = max(most, held())

        assert most - before < ROOM_BYTES

    async def test_what_is_damaged_is_taken_or_refused(self) -> None:
        for name, body in DAMAGED:
            assert await outcome(body) in {"taken", "refused"}, name

    async def test_what_else_a_photo_is_does_not_come_through(self) -> None:
        for name, body in DISGUISED:
            made = await decode(body)

            assert not any(SCRIPT in it.body or b"PK\x03\x04" in it.body for it in made.values()), name

    async def test_none_of_them_leaves_a_process_behind(self) -> None:
        await asyncio.gather(*(outcome(body) for _, body in DAMAGED[:4]))

        assert children() == set()


# What a decoder that was taken over could do instead of answering.
TAKEN_OVER = {
    "says nothing": "",
    "dies": "import os; os.kill(os.getpid(), 11)",
    "never ends": "import time; time.sleep(60)",
    "talks without end": "while True: print('x' * 4096)",
    "is not understood": "print('no json')",
    "says something else": "print('[1, 2]')",
    "refuses without a reason we know": 'print(\'{"refused": "because"}\')',
    "promises four gigabytes": 'print(\'{"renditions": [{"size": "small", "width": 1, "height": 1, "bytes": 4294967296}]}\')',
    "sends less than it promised": 'print(\'{"renditions": [{"size": "small", "width": 1, "height": 1, "bytes": 99}]}\')',
    "leaves sizes out": "print('{\"renditions\": []}')",
}


class TestDecoder:
    @pytest.mark.parametrize("how", TAKEN_OVER)
    async def test_it_is_not_believed(self, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        child = tmp_path / "child.py"
        child.write_text(TAKEN_OVER[how])
        monkeypatch.setattr(process, "CHILD", child)
        monkeypatch.setattr(process, "DECODE_SECONDS", 1)

        async with asyncio.timeout(10):
            assert await outcome(photos()["jpeg"]) == "refused"
        assert children() == set()

    async def test_it_is_told_no_secret(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        child, told = tmp_path / "child.py", tmp_path / "told"
        child.write_text(f"import os; open({str(told)!r}, 'w').write(repr(sorted(os.environ)))")
        monkeypatch.setattr(process, "CHILD", child)
        await outcome(photos()["jpeg"])

        assert set(eval(told.read_text())) <= {"LC_CTYPE"}  # noqa: S307 - what we wrote ourselves

    @pytest.mark.parametrize(
        "act",
        [
            "open('/etc/passwd')",
            "open('/tmp/written', 'w')",
            "import socket; socket.socket()",
            "bytes(400 << 20)",
        ],
    )
    def test_it_cannot_reach_out(self, act: str) -> None:
        done = shut_in_and("import socket", act)

        assert done.returncode == 1, done.stderr
        assert b"Too many open files" in done.stderr or b"MemoryError" in done.stderr

    def test_it_cannot_think_for_long(self) -> None:
        done = shut_in_and("child.LIMITS = [(child.resource.RLIMIT_CPU, 1)]", "while True: pass")

        assert done.returncode in {-9, -24}

    def test_it_imports_nothing_of_ours(self) -> None:
        done = shut_in_and("", "print(sorted({'tenants', 'web', 'settings', 'asyncpg'} & set(sys.modules)))")

        assert done.stdout.strip() == b"[]"

    async def test_a_photo_waits_for_a_place_and_not_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(photo_decoder, "_places", asyncio.Semaphore(0))
        monkeypatch.setattr(photo_decoder, "WAIT_SECONDS", 0.05)

        with pytest.raises(Unavailable):
            await decode(photos()["jpeg"])


def shut_in_and(before: str, act: str) -> subprocess.CompletedProcess[bytes]:
    """Do `act` in a process that has shut itself in as the decoder does."""
    folder = str(process.CHILD.parent)
    lines = f"import sys; sys.path.insert(0, {folder!r})\nimport child\n{before}\nchild.shut_in()\n{act}"
    return subprocess.run([sys.executable, "-I", "-c", lines], capture_output=True, timeout=30, check=False)


def held() -> int:
    """Bytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def children() -> set[str]:
    """Decoders of ours that still run."""
    lines = {path.parent.name: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")}
    return {pid for pid, line in lines.items() if str(process.CHILD).encode() in line}

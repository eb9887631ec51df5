"""A company's logo: made anew from what was sent, see-through where it was, kept for the papers that carry it."""

import io

import pytest
from PIL import Image, ImageDraw

from tenants import logos, photo_decoder
from tenants.activity import Activity
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tenants.logos import Logo
from tenants.tenant import Tenant
from tests import hostile_photos
from tests.hostile_photos import photos
from tests.world import Company, World


def a_logo(color: str = "#112233", size: tuple[int, int] = (400, 200), kind: str = "PNG", ground: str = "") -> bytes:
    """A disc in the middle of nothing, or of its ground."""
    image = Image.new("RGBA", size, ground or (0, 0, 0, 0))
    middle, half = size[0] // 2, size[1] // 4
    ImageDraw.Draw(image).ellipse((middle - half, half, middle + half, 3 * half), fill=color)
    file = io.BytesIO()
    (image if kind == "PNG" else image.convert("RGB")).save(file, kind)
    return file.getvalue()


async def shown_by(company: Company) -> object:
    return (await Tenant.get(id=company.tenant.id)).logo


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


class TestDecoding:
    async def test_it_stays_see_through_and_loses_its_margins(self) -> None:
        made = opened((await photo_decoder.decode_logo(a_logo())).body)

        assert (made.format, made.mode, made.size) == ("PNG", "RGBA", (101, 101))
        assert made.getpixel((0, 0))[3] == 0
        assert made.getpixel((50, 50)) == (0x11, 0x22, 0x33, 255)

    @pytest.mark.parametrize(("color", "tone"), [("#112233", "dark"), ("#fffbe8", "light"), ("#c2410c", "")])
    async def test_it_knows_which_ground_would_hide_it(self, color: str, tone: str) -> None:
        assert (await photo_decoder.decode_logo(a_logo(color))).tone == tone

    async def test_a_ground_of_its_own_is_kept_and_needs_no_other(self) -> None:
        made = await photo_decoder.decode_logo(a_logo(kind="JPEG", ground="#ffffff"))

        assert (opened(made.body).mode, made.tone) == ("RGB", "")
        assert made.width < 120

    async def test_it_is_never_large(self) -> None:
        noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
        file = io.BytesIO()
        noise.save(file, "JPEG")
        made = await photo_decoder.decode_logo(file.getvalue())

        assert (made.width, made.height) == (360, 240)
        assert len(made.body) < 128 << 10

    @pytest.mark.parametrize("kind", photos())
    async def test_it_takes_every_kind_of_picture(self, kind: str) -> None:
        assert opened((await photo_decoder.decode_logo(photos()[kind])).body).format == "PNG"

    @pytest.mark.parametrize("name", [name for name, _ in hostile_photos.refused()])
    async def test_it_refuses_what_is_none(self, name: str) -> None:
        with pytest.raises(Invalid) as refused:
            await photo_decoder.decode_logo(dict(hostile_photos.refused())[name])

        assert refused.value.field == "logo"

    async def test_it_says_what_to_do_with_an_svg(self) -> None:
        with pytest.raises(Invalid, match="save the logo as a PNG"):
            await photo_decoder.decode_logo(b"<?xml version='1.0'?><svg onload='alert(1)'/>")

    @pytest.mark.parametrize("name", [name for name, _ in hostile_photos.disguised()])
    async def test_nothing_of_what_hid_in_it_is_kept(self, name: str) -> None:
        made = await photo_decoder.decode_logo(dict(hostile_photos.disguised())[name])

        assert b"script" not in made.body


class TestChoosing:
    async def test_it_is_the_companys_from_now_on(self, world: World) -> None:
        logo = await logos.choose(world.acme.tenant, a_logo())

        assert await shown_by(world.acme) == {"mark": logo.mark, "width": 101, "height": 101, "tone": "dark"}
        assert await shown_by(world.bolt) is None

    async def test_the_history_says_so(self, world: World) -> None:
        await logos.choose(world.acme.tenant, a_logo())

        async with acting_for(world.acme.tenant):
            assert [it.verb for it in await Activity.filter(about="tenant")] == ["logo_changed"]

    async def test_the_same_picture_twice_is_one_logo(self, world: World) -> None:
        await logos.choose(world.acme.tenant, a_logo())
        await logos.choose(world.acme.tenant, a_logo())

        async with acting_for(world.acme.tenant):
            assert await Logo.all().count() == 1

    async def test_a_removed_one_can_be_brought_back(self, world: World) -> None:
        logo = await logos.choose(world.acme.tenant, a_logo())
        async with acting_for(world.acme.tenant):
            await logos.remove()
        gone = await shown_by(world.acme)
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            found = await logos.earlier()
            await logos.bring_back(logo.mark)

        assert (gone, found and found.mark) == (None, logo.mark)
        assert await shown_by(world.acme) == logo.shown

    async def test_another_companys_is_not_found(self, world: World) -> None:
        logo = await logos.choose(world.acme.tenant, a_logo())

        async with acting_for(world.bolt.tenant):
            with pytest.raises(NotFound):
                await logos.bring_back(logo.mark)
            assert await logos.body_of(logo.shown) is None

    async def test_a_file_too_large_is_refused_unread(self, world: World) -> None:
        with pytest.raises(Invalid, match="8 MB"):
            await logos.choose(world.acme.tenant, bytes(logos.MOST_BYTES + 1))

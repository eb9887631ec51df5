"""Settings > Branding: a logo in every place that shows one, a color that can be read, and a way back."""

import io
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader
from quart import Quart, Response

from tenants import directory, letterhead, logos
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import an_invoice
from tests.tenants.test_branding import COLORS
from tests.tenants.test_logos import a_logo
from tests.visitor import FROM_OUR_PAGE, Visitor
from tests.world import Company, World

PATH = "/staff/settings/branding"


@pytest.fixture
async def olive(visit: Callable[[Company], Visitor], world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


async def sent(visitor: Visitor, body: bytes, name: str = "logo.png") -> int:
    return (await answered(visitor, body, name)).status_code


async def answered(visitor: Visitor, body: bytes, name: str = "logo.png", query: str = "") -> Response:
    """The answer to a logo sent as the form sends it."""
    head = f'--edge\r\nContent-Disposition: form-data; name="logo"; filename="{name}"\r\n\r\n'.encode()
    answer = await visitor.client.post(
        f"{PATH}/logo{query}",
        data=(whole := head + body + b"\r\n--edge--\r\n"),
        headers={
            "Host": visitor.host,
            "Content-Type": "multipart/form-data; boundary=edge",
            "Content-Length": str(len(whole)),
            **FROM_OUR_PAGE,
        },
        scheme="http",
    )
    directory.forget()
    return answer


async def text(visitor: Visitor, path: str) -> str:
    return await text_of(await visitor.get(path))


async def text_of(answer: Response) -> str:
    return await answer.get_data(as_text=True)


class TestLogo:
    async def test_it_stands_on_every_page(self, world: World, olive: Visitor, app: Quart) -> None:
        assert await sent(olive, a_logo()) == 303
        logo = (await Tenant.get(id=world.acme.tenant.id)).logo

        for page in (await text(olive, PATH), await text(Visitor(app, world.acme), "/sign-in")):
            assert f'src="/logo/{logo["mark"]}.png"' in page
            assert 'class="tone-dark"' in page

    async def test_it_is_kept_for_ever_and_runs_nothing(self, world: World, olive: Visitor, app: Quart) -> None:
        await sent(olive, a_logo())
        logo = (await Tenant.get(id=world.acme.tenant.id)).logo
        answer = await Visitor(app, world.acme).get(f"/logo/{logo['mark']}.png")

        assert (await answer.get_data())[:4] == b"\x89PNG"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Type"] == "image/png"
        assert "Set-Cookie" not in answer.headers

    async def test_another_companys_is_not_there(self, world: World, olive: Visitor, app: Quart) -> None:
        await sent(olive, a_logo())
        logo = (await Tenant.get(id=world.acme.tenant.id)).logo

        assert (await Visitor(app, world.bolt).get(f"/logo/{logo['mark']}.png")).status_code == 404

    @pytest.mark.parametrize("mark", ["a", "a" * 40, "a" * 41, "é" * 40, "a" * 4_000])
    async def test_a_name_that_is_none_is_not_found(self, olive: Visitor, mark: str) -> None:
        assert (await olive.get(f"/logo/{mark}.png")).status_code == 404
        assert (await olive.post(f"{PATH}/logo/bring-back", {"logo": mark})).status_code == 404

    @pytest.mark.parametrize("body", [b"", b"<svg onload='alert(1)'/>", b"GIF89a", b"x" * 1000])
    async def test_what_is_none_is_refused_in_words(self, world: World, olive: Visitor, body: bytes) -> None:
        assert await sent(olive, body) == 422
        assert (await Tenant.get(id=world.acme.tenant.id)).logo is None

    async def test_one_too_large_is_refused_in_words(self, olive: Visitor) -> None:
        assert await sent(olive, b"x" * (logos.MOST_BYTES + 200_000)) == 422

    async def test_removing_it_offers_the_way_back(self, world: World, olive: Visitor) -> None:
        await sent(olive, a_logo())
        logo = (await Tenant.get(id=world.acme.tenant.id)).logo
        await olive.post(f"{PATH}/logo/remove")
        page = await text(olive, PATH)
        await olive.post(f"{PATH}/logo/bring-back", {"logo": logo["mark"]})

        assert f'value="{logo["mark"]}"' in page
        assert (await Tenant.get(id=world.acme.tenant.id)).logo == logo

    async def test_paper_keeps_the_one_it_was_sent_with(self, world: World, olive: Visitor, app: Quart) -> None:
        await sent(olive, a_logo())
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            before = await an_invoice(world.acme.customer)
        await olive.post(f"{PATH}/logo/remove")
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            after = await an_invoice(world.acme.customer)
        dana = await Visitor(app, world.acme).sign_in()

        assert [await pictures(dana, f"/invoices/{it.id}.pdf") for it in (before, after)] == [1, 0]

    async def test_signs_and_stickers_show_it(self, world: World, olive: Visitor) -> None:
        papers = [f"/staff/settings/share/{it}.pdf" for it in ("sign", f"stickers/{world.acme.property.id}")]
        before = [await pictures(olive, path) for path in papers]
        await sent(olive, a_logo())

        assert before == [0, 0]
        assert 0 not in [await pictures(olive, path) for path in papers]


async def pictures(visitor: Visitor, path: str) -> int:
    """How many pictures the paper carries; its code is drawn and counts as none."""
    body = await (await visitor.get(path)).get_data()
    return len(PdfReader(io.BytesIO(body)).pages[0].images)


def styles(page: str) -> list[str]:
    """The colors of the stylesheets that a page asks for; whatever else one is called by is no color."""
    assert "<style" not in page
    return re.findall(r'rel="stylesheet" href="/(?:brand|staff/settings/branding)/(.*?)\.css"', page)


class TestColor:
    async def test_it_is_kept(self, world: World, olive: Visitor) -> None:
        answer = await olive.post(PATH, {"brand_color": "#7C3AED", "portal_name": "Acme online"})

        assert answer.location == PATH
        assert (await Tenant.get(id=world.acme.tenant.id)).brand_color == "#7c3aed"

    async def test_what_is_none_is_said_and_kept_in_the_form(self, world: World, olive: Visitor) -> None:
        answer = await olive.post(PATH, {"brand_color": "red;}*{", "portal_name": "Mine"})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert 'value="red;}*{"' in page
        assert 'value="Mine"' in page
        assert (await Tenant.get(id=world.acme.tenant.id)).brand_color == world.acme.tenant.brand_color

    async def test_looking_changes_nothing(self, world: World, olive: Visitor) -> None:
        page = await text(olive, f"{PATH}?brand_color=%23ffe600&portal_name=Acme")

        assert "/staff/settings/branding/ffe600.css" in page
        assert "Made darker, so that it can be read" in page
        assert (await Tenant.get(id=world.acme.tenant.id)).brand_color == world.acme.tenant.brand_color

    async def test_what_is_none_comes_into_no_style_and_is_not_kept(self, world: World, olive: Visitor) -> None:
        """By saving, by looking, and from the guided start."""
        for color in COLORS:
            saved = await olive.post(PATH, {"brand_color": color, "portal_name": ""})
            looked = await olive.get(f"{PATH}?{urlencode({'brand_color': color})}")
            started = await olive.post("/staff/start/color", {"color": color})

            assert (saved.status_code, looked.status_code, started.status_code) == (422, 200, 404), color
            for answer in (saved, looked):
                assert set(styles(await text_of(answer))) <= {"c2410c", "112233"}, color
        assert (await Tenant.get(id=world.acme.tenant.id)).brand_color == world.acme.tenant.brand_color

    async def test_as_it_is_kept_it_stands_in_every_style(self, world: World, olive: Visitor, app: Quart) -> None:
        await olive.post(PATH, {"brand_color": " #7C3AED\n", "portal_name": ""})
        directory.forget()

        for page in (await text(Visitor(app, world.acme), "/sign-in"), await text(olive, "/staff")):
            assert styles(page) == ["7c3aed"]
        assert letterhead.in_mail(await Tenant.get(id=world.acme.tenant.id))["brand"] == "#7c3aed"
        assert "background:#7c3aed" in await text(olive, "/staff/settings/share")

    @pytest.mark.parametrize("color", ["red", "fff", "11223344", "FFE600", "%22%7D", "..%2f"])
    async def test_the_previews_colors_are_six_digits(self, olive: Visitor, color: str) -> None:
        assert (await olive.get(f"{PATH}/{color}.css")).status_code in {404, 400}

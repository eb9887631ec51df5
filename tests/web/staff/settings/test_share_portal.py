"""Settings > Share your portal: the address on screen, on paper and in other people's pages."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_staff_member
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
SHARE = "/staff/settings/share"


async def body(visitor: Visitor, path: str) -> str:
    response = await visitor.get(path)
    assert response.status_code == 200
    return await response.get_data(as_text=True)


async def words(visitor: Visitor, path: str) -> str:
    response = await visitor.get(path)
    assert response.status_code == 200
    pages = PdfReader(BytesIO(await response.get_data(as_text=False))).pages
    return " ".join(page.extract_text() for page in pages)


class TestPage:
    async def test_a_member_may_hand_the_address_on(self, world: World, visit: Visit) -> None:
        member = await a_staff_member(world.acme, Role.MEMBER)
        max_ = await visit(world.acme).sign_in_staff(member.email)

        shown = await body(max_, SHARE)

        assert f'data-copy="{world.acme.tenant.origin}"' in shown

    async def test_what_goes_to_other_websites_is_shown_and_never_part_of_the_page(
        self, world: World, visit: Visit
    ) -> None:
        shown = await body(await visit(world.acme).sign_in_staff(), SHARE)

        assert "&lt;a href=&#34;" in shown
        assert "display:inline-block" in shown
        assert ' style="' not in shown

    async def test_a_name_with_signs_of_html_stays_text_in_the_snippets(self, world: World, visit: Visit) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(name='"><script>alert(1)</script>{{7*7}}')

        shown = await body(await visit(world.acme).sign_in_staff(), SHARE)

        assert "<script>alert" not in shown
        assert "&amp;lt;script&amp;gt;alert(1)" in shown
        assert "{{7*7}}" in shown


class TestCode:
    @pytest.mark.parametrize(("kind", "starts"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
    async def test_it_is_a_file_to_keep(self, world: World, visit: Visit, kind: str, starts: bytes) -> None:
        olive = await visit(world.acme).sign_in_staff()

        response = await olive.get(f"{SHARE}/qr.{kind}")

        assert (await response.get_data(as_text=False)).startswith(starts)
        assert response.headers["Content-Disposition"].endswith(f'filename="{world.acme.tenant.slug}-qr.{kind}"')


class TestPaper:
    async def test_the_sign_says_whose_portal_it_is_and_where(self, world: World, visit: Visit) -> None:
        said = await words(await visit(world.acme).sign_in_staff(), f"{SHARE}/sign.pdf")

        assert "Acme" in said
        assert world.acme.tenant.slug in said.replace("\u200b", "").replace("\n", "")

    async def test_stickers_name_the_property_and_the_address_of_the_portal(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()

        said = await words(olive, f"{SHARE}/stickers/{world.acme.property.id}.pdf")

        assert said.count("12 Elm Street") == 10
        assert said.replace("\u200b", "").replace("\n", "").count(world.acme.tenant.slug) >= 10

    async def test_nobody_prints_one_for_another_companys_property(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()

        response = await olive.get(f"{SHARE}/stickers/{world.bolt.property.id}.pdf")

        assert response.status_code == 404

    @pytest.mark.parametrize(("typed", "found"), [("dana", True), ("elm str", True), ("%", False), ("x", False)])
    async def test_a_property_is_found_by_its_customer_or_street(
        self, world: World, visit: Visit, typed: str, found: bool
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()

        shown = await body(olive, f"{SHARE}/stickers?search={typed.replace('%', '%25')}")

        assert (str(world.acme.property.id) in shown) is found


class TestRequestForm:
    async def test_a_sticker_opens_the_form_for_its_property(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            second = await type(world.acme.property).create(customer_id=world.acme.customer.id, address="1 Lake Road")
        path = f"/service-requests/new?property={second.id}"
        stranger = visit(world.acme)

        door = await stranger.get(path)
        shown = await body(await visit(world.acme).sign_in(), path)

        assert door.location.startswith("/sign-in?next=/service-requests/new")
        assert f'value="{second.id}" checked' in " ".join(shown.split())

    async def test_somebody_elses_property_says_nothing(self, world: World, visit: Visit) -> None:
        dana = await visit(world.acme).sign_in()

        shown = await body(dana, f"/service-requests/new?property={world.bolt.property.id}")

        assert f'value="{world.bolt.property.id}"' not in shown

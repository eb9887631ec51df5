"""Signing up: nothing exists before the proof, one wins, and nothing typed is lost."""

import asyncio
from contextvars import Context

import pytest
from quart import Quart

from tenants.isolation import acting_for
from tenants.sign_in import Session
from tenants.site_requests import SiteRequest
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.signing_up import a_form, at_base, at_company, newest
from tests.visitor import Visitor
from tests.world import World


@pytest.fixture
def ann(app: Quart, world: World) -> Visitor:
    return at_base(app, world)


class TestForm:
    async def test_it_is_filled_in_for_where_the_reader_is(self, ann: Visitor) -> None:
        page = await (await ann.get("/sign-up", **{"Accept-Language": "es-MX,es;q=0.9"})).get_data(as_text=True)

        assert '<option value="MX" data-currency="MXN" selected>México</option>' in " ".join(page.split()).replace(
            " >", ">"
        )
        assert 'value="MXN" selected' in " ".join(page.split())

    async def test_what_is_wrong_stands_beside_its_field_and_all_is_kept(self, ann: Visitor) -> None:
        answer = await ann.post("/sign-up", a_form(slug="admin", email="ann", owner_name=""))
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert all(f'id="{name}-error"' in page for name in ("slug", "email", "owner_name"))
        assert 'value="Aqua Pools"' in page
        assert not await SiteRequest.exists(email="ann")

    async def test_a_mistyped_address_is_corrected_in_the_form_as_it_was_sent(
        self, world: World, app: Quart, ann: Visitor
    ) -> None:
        await ann.post("/sign-up", form := a_form(email="ann@aqua.exmaple"))
        page = await (await ann.get("/sign-up")).get_data(as_text=True)
        others = await (await at_base(app, world).get("/sign-up")).get_data(as_text=True)

        assert all(f'value="{form[name]}"' in page for name in ("name", "owner_name", "email", "slug"))
        assert form["email"] not in others

    async def test_a_taken_address_is_said_at_once(self, world: World, ann: Visitor) -> None:
        page = await (await ann.post("/sign-up", a_form(slug=world.acme.tenant.slug))).get_data(as_text=True)

        assert "This address is taken" in page

    @pytest.mark.parametrize("field", ["name", "owner_name", "email", "slug", "country", "currency", "time_zone"])
    @pytest.mark.parametrize("value", ["", "x" * 10_000, "'; DROP TABLE tenant --", "<script>", "\u202e"])
    async def test_nothing_it_is_sent_makes_it_fall(self, ann: Visitor, field: str, value: str) -> None:
        assert (await ann.post("/sign-up", a_form(**{field: value}))).status_code in {303, 422}

    async def test_browsers_let_its_answer_lead_to_a_companys_host(self, ann: Visitor) -> None:
        policy = (await ann.get("/sign-up")).headers["Content-Security-Policy"]

        assert "form-action 'self' http://*.localhost:" in policy

    async def test_a_form_that_came_apart_is_a_form(self, ann: Visitor) -> None:
        assert (await ann.post("/sign-up", {})).status_code == 422

    async def test_it_is_nowhere_but_at_the_base(self, world: World, app: Quart) -> None:
        assert (await Visitor(app, world.acme).get("/sign-up")).status_code == 404
        assert (await Visitor(app, world.acme).get("/find")).status_code == 404


class TestAddress:
    @pytest.mark.parametrize(
        ("slug", "standing"), [("admin", "not allowed"), ("12345", "not allowed"), ("", "not allowed")]
    )
    async def test_it_says_what_may_not_be(self, ann: Visitor, slug: str, standing: str) -> None:
        assert (await (await ann.post("/sign-up/address", {"slug": slug})).get_json())["standing"] == standing

    async def test_it_says_whether_it_is_free_and_no_more(self, world: World, ann: Visitor) -> None:
        free = await (await ann.post("/sign-up/address", {"slug": a_form()["slug"]})).get_json()
        taken = await (await ann.post("/sign-up/address", {"slug": world.acme.tenant.slug})).get_json()

        assert free == {"standing": "free", "words": "This address is free."}
        assert taken == {"standing": "taken", "words": "This address is taken. Please choose another one."}

    async def test_a_network_cannot_ask_for_all_of_them(self, ann: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("web.address.of", lambda _: "198.51.100.77")
        answers = [(await ann.post("/sign-up/address", {"slug": "admin"})).status_code for _ in range(151)]

        assert answers[:150] == [200] * 150
        assert answers[150] == 429


class TestProof:
    async def test_nothing_exists_before_it(self, ann: Visitor) -> None:
        form = a_form()
        assert (await ann.post("/sign-up", form)).location == "/sign-up/code"

        assert not await Tenant.exists(slug=form["slug"])

    async def test_the_mail_says_nothing_that_was_typed(
        self, ann: Visitor, run_tasks: RunTasks, postmark: Postmark
    ) -> None:
        form = a_form(name="BUY NOW example.test", owner_name="Mallory")
        await ann.post("/sign-up", form)
        await run_tasks()
        [mail] = postmark.messages(form["email"])

        assert (await newest(form["email"])).secret in mail["TextBody"]
        assert not any(word in str(mail) for word in ("BUY NOW", "Mallory", form["slug"]))

    async def test_the_link_founds_the_company_and_signs_its_owner_in_there(
        self, app: Quart, world: World, ann: Visitor
    ) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        answer = await ann.post(f"/sign-up/{(await newest(form['email'])).secret}")
        there, path = at_company(app, world.acme, answer.location)

        assert there.host.startswith(f"{form['slug']}.")
        assert (await there.get(path)).status_code == 200
        assert (await there.post(path)).location == "/staff/start"
        assert (await there.get("/staff/start")).status_code == 200
        async with acting_for(await Tenant.get(slug=form["slug"])):
            owner = await StaffMember.get()
        assert (owner.email, owner.role) == (form["email"], Role.OWNER)

    async def test_the_code_does_too(self, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        answer = await ann.post("/sign-up/code", {"code": (await newest(form["email"])).code})

        assert f"//{form['slug']}." in answer.location

    async def test_looking_at_the_link_changes_nothing(self, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        for _ in range(3):
            assert (await ann.get(f"/sign-up/{(await newest(form['email'])).secret}")).status_code == 200

        assert not await Tenant.exists(slug=form["slug"])

    async def test_it_works_once(self, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        link = f"/sign-up/{(await newest(form['email'])).secret}"
        await ann.post(link)

        assert (await ann.post(link)).status_code == 410
        assert (await ann.get(link)).status_code == 410

    async def test_in_another_browser_it_asks_for_the_address(self, app: Quart, world: World, ann: Visitor) -> None:
        form, other = a_form(), at_base(app, world)
        await ann.post("/sign-up", form)
        link = f"/sign-up/{(await newest(form['email'])).secret}"

        assert (await other.post(link)).status_code == 200
        assert (await other.post(link, {"email": "eve@example.com"})).status_code == 422
        assert f"//{form['slug']}." in (await other.post(link, {"email": form["email"]})).location

    async def test_a_code_is_worth_nothing_in_another_browser(self, app: Quart, world: World, ann: Visitor) -> None:
        form, other = a_form(), at_base(app, world)
        await ann.post("/sign-up", form)
        await other.post("/sign-up", a_form())

        code = (await newest(form["email"])).code
        assert (await other.post("/sign-up/code", {"code": code})).status_code == 422

    async def test_after_five_wrong_codes_only_the_link_works(self, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        request = await newest(form["email"])
        wrong = f"{(int(request.code) + 1) % 1_000_000:06}"
        for _ in range(5):
            await ann.post("/sign-up/code", {"code": wrong})

        assert (await ann.post("/sign-up/code", {"code": request.code})).status_code == 422
        assert (await ann.post(f"/sign-up/{request.secret}")).status_code == 303

    async def test_an_address_taken_meanwhile_costs_nothing_that_was_typed(self, world: World, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        await Tenant.filter(id=world.bolt.tenant.id).update(slug=form["slug"])
        answer = await ann.post(f"/sign-up/{(await newest(form['email'])).secret}")
        page = await answer.get_data(as_text=True)
        again = await ann.post("/sign-up", {**form, "slug": f"{form['slug']}-2"})

        assert answer.status_code == 422
        assert 'id="slug-error"' in page
        assert form["email"] in page
        assert f"//{form['slug']}-2." in again.location

    async def test_a_proved_address_founds_nothing_for_another_one(self, world: World, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        await Tenant.filter(id=world.bolt.tenant.id).update(slug=form["slug"])
        await ann.post(f"/sign-up/{(await newest(form['email'])).secret}")
        others = a_form()

        assert (await ann.post("/sign-up", others)).location == "/sign-up/code"
        assert not await Tenant.exists(slug=others["slug"])

    async def test_the_form_once_more_before_the_proof_asks_once_more(self, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)

        assert (await ann.post("/sign-up", form)).location == "/sign-up/code"
        assert not await Tenant.exists(slug=form["slug"])

    async def test_of_twenty_at_once_one_wins(self, app: Quart, world: World) -> None:
        slug = a_form()["slug"]
        browsers = [(at_base(app, world), a_form(slug=slug)) for _ in range(20)]
        for visitor, form in browsers:
            await visitor.post("/sign-up", form)
        links = [f"/sign-up/{(await newest(form['email'])).secret}" for _, form in browsers]
        answers = await asyncio.gather(
            *(
                asyncio.create_task(visitor.post(link), context=Context())
                for (visitor, _), link in zip(browsers, links, strict=True)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [303, *[422] * 19]
        lost = [await answer.get_data(as_text=True) for answer in answers if answer.status_code == 422]
        assert all('id="slug-error"' in page and 'value="Aqua Pools"' in page for page in lost)
        assert await Tenant.filter(slug=slug).count() == 1

    async def test_a_mailbox_gets_three_and_is_told_nothing(
        self, app: Quart, world: World, run_tasks: RunTasks, postmark: Postmark
    ) -> None:
        form = a_form()
        answers = [await at_base(app, world).post("/sign-up", form) for _ in range(6)]
        await run_tasks()

        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/sign-up/code")}
        assert len(postmark.messages(form["email"])) <= 3


class TestHandover:
    async def test_it_works_once_and_nowhere_else(self, app: Quart, world: World, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        answer = await ann.post(f"/sign-up/{(await newest(form['email'])).secret}")
        there, path = at_company(app, world.acme, answer.location)

        assert (await Visitor(app, world.acme).get(path)).status_code == 410
        assert (await Visitor(app, world.acme).post(path)).status_code == 410
        assert (await there.post(path)).status_code == 303
        assert (await there.post(path)).status_code == 410

    async def test_looking_at_it_signs_nobody_in(self, app: Quart, world: World, ann: Visitor) -> None:
        form = a_form()
        await ann.post("/sign-up", form)
        answer = await ann.post(f"/sign-up/{(await newest(form['email'])).secret}")
        there, path = at_company(app, world.acme, answer.location)
        await there.get(path)

        async with acting_for(await Tenant.get(slug=form["slug"])):
            assert not await Session.exists()

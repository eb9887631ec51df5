"""Pages speak the reader's language: what they chose, then the company's, then the browser's."""

import re
from collections.abc import Callable

import pytest
from quart import Quart, Response

from settings import settings
from tenants import directory, share_links
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import a_share_link, an_invoice
from tests.sandboxes import Stripe
from tests.till import Till
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
IN_SPANISH = {"Cookie": "__Host-language=es"}


async def language(response: Response) -> str:
    body = await response.get_data(as_text=True)
    said = re.search(r'<html lang="(\w+)"', body)
    assert said
    assert response.headers["Content-Language"] == said[1]
    return said[1]


async def at_home_in(locale: str, company: Company) -> None:
    await Tenant.filter(id=company.tenant.id).update(locale=locale)
    directory.forget()


async def chosen_by(company: Company) -> set[str]:
    async with acting_for(company.tenant):
        return {contact.language for contact in await Contact.filter(email=company.contact.email)}


class TestOrder:
    async def test_the_company_comes_before_the_browser(self, visit: Visit, world: World) -> None:
        browser = {"Accept-Language": "es"}

        assert await language(await visit(world.acme).get("/sign-in", **browser)) == "en"
        await at_home_in("es_MX", world.acme)
        assert await language(await visit(world.acme).get("/sign-in", **{"Accept-Language": "en"})) == "es"

    async def test_the_browser_decides_where_the_company_speaks_what_we_do_not(
        self, visit: Visit, world: World
    ) -> None:
        await at_home_in("fr_CA", world.acme)

        assert await language(await visit(world.acme).get("/sign-in", **{"Accept-Language": "es-419,fr"})) == "es"
        assert await language(await visit(world.acme).get("/sign-in", **{"Accept-Language": "fr"})) == "en"

    async def test_the_browser_decides_at_our_own_host(self, app: Quart, world: World) -> None:
        visitor = Visitor(app, world.acme, host=settings().base_host)

        assert await language(await visitor.get("/", **{"Accept-Language": "fr, es;q=0.5, en;q=0.1"})) == "es"

    async def test_what_this_browser_chose_comes_before_the_company(self, visit: Visit, world: World) -> None:
        assert await language(await visit(world.acme).get("/sign-in", **IN_SPANISH)) == "es"

    async def test_what_the_contact_chose_comes_before_all(self, visit: Visit, world: World) -> None:
        visitor = await visit(world.acme).sign_in()
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(language="es")

        assert await language(await visitor.get("/", Cookie="__Host-language=en")) == "es"

    async def test_an_error_speaks_it_too(self, visit: Visit, world: World) -> None:
        nowhere = await visit(world.acme).get("/nothing", **IN_SPANISH)
        refused = await visit(world.acme).post("/sign-in", {"email": "nobody"}, **IN_SPANISH)

        assert "Aquí no hay nada" in await nowhere.get_data(as_text=True)
        assert "Escriba una dirección de correo completa" in await refused.get_data(as_text=True)

    @pytest.mark.parametrize(
        "wish", ["es" + ";q=0.1,es" * 20_000, "en;q=nan,es;q=inf", "*;q=-1", ";;;,,,", "\x7f", "x" * 100_000]
    )
    async def test_no_wish_of_a_browser_breaks_it(self, app: Quart, world: World, wish: str) -> None:
        visitor = Visitor(app, world.acme, host=settings().base_host)

        assert (await visitor.get("/", **{"Accept-Language": wish})).status_code == 200

    @pytest.mark.parametrize("cookie", ["fr", "../../es", "ES", "", "es; __Host-language=fr", "x" * 4_000])
    async def test_an_unknown_choice_is_none(self, visit: Visit, world: World, cookie: str) -> None:
        response = await visit(world.acme).get("/sign-in", Cookie=f"__Host-language={cookie}")

        assert await language(response) == ("es" if cookie.startswith("es;") else "en")


class TestSwitch:
    async def test_it_names_each_language_in_its_own_words(self, visit: Visit, world: World) -> None:
        page = await (await visit(world.acme).get("/sign-in")).get_data(as_text=True)

        assert re.findall(r'value="(\w\w)"\s+lang="\1"[^>]*>([^<]+)<', page) == [("en", "English"), ("es", "Español")]

    async def test_it_keeps_the_choice_and_comes_back_to_the_page(self, visit: Visit, world: World) -> None:
        visitor = visit(world.acme)

        response = await visitor.post("/language", {"language": "es", "next": "/sign-in?next=/invoices"})

        assert (response.status_code, response.location) == (303, "/sign-in?next=/invoices")
        cookie = response.headers["Set-Cookie"]
        assert all(part in cookie for part in ("__Host-language=es", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
        assert await language(await visitor.get("/sign-in")) == "es"

    async def test_it_is_kept_for_the_contact_wherever_they_sign_in(self, visit: Visit, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.create(
                customer_id=world.acme.other_customer.id, name="Dana", email=world.acme.contact.email.upper()
            )
        visitor = await visit(world.acme).sign_in()

        await visitor.post("/language", {"language": "es", "next": "/accounts"})

        async with acting_for(world.acme.tenant):
            found = {contact.name: contact.language for contact in await Contact.all()}
        assert found == {"Dana Diaz": "es", "Dana": "es", "Casey Cole": ""}
        assert await chosen_by(world.bolt) == {""}

    async def test_what_was_chosen_before_signing_in_is_kept_where_nothing_was(
        self, visit: Visit, world: World
    ) -> None:
        first, second = visit(world.acme), visit(world.acme)
        await first.post("/language", {"language": "es"})
        await second.post("/language", {"language": "en"})

        await first.sign_in()
        await second.sign_in()

        assert await chosen_by(world.acme) == {"es"}

    async def test_nobody_signed_in_changes_no_contact(self, visit: Visit, world: World) -> None:
        await visit(world.acme).post("/language", {"language": "es"})

        assert await chosen_by(world.acme) == {""}

    async def test_it_comes_back_to_a_share_link(self, visit: Visit, world: World) -> None:
        async with acting_for(world.acme.tenant):
            path = share_links.address(await a_share_link(await an_invoice(world.acme.customer)))
        visitor = visit(world.acme)
        page = await (await visitor.get(path)).get_data(as_text=True)

        response = await visitor.post("/language", {"language": "es", "next": path})

        assert f'name="next" value="{path}"' in page
        assert response.location == path
        assert "Factura" in await (await visitor.get(path)).get_data(as_text=True)

    async def test_it_works_at_our_own_host(self, app: Quart, world: World) -> None:
        visitor = Visitor(app, world.acme, host=settings().base_host)

        assert (await visitor.post("/language", {"language": "es", "next": "/"})).location == "/"
        assert await language(await visitor.get("/")) == "es"

    @pytest.mark.parametrize(
        "wanted",
        ["//evil.example", "https://evil.example/", "/\\evil.example", "/nothing", "", "/sign-out", "/robots.txt"],
    )
    async def test_it_leads_nowhere_else(self, visit: Visit, world: World, wanted: str) -> None:
        response = await visit(world.acme).post("/language", {"language": "es", "next": wanted})

        assert response.location == "/"

    @pytest.mark.parametrize("unknown", ["fr", "", "es_US", "x" * 1_000])
    async def test_it_knows_our_languages_only(self, visit: Visit, world: World, unknown: str) -> None:
        response = await visit(world.acme).post("/language", {"language": unknown})

        assert response.status_code == 404
        assert "Set-Cookie" not in response.headers

    async def test_it_answers_no_other_site_and_no_other_host(self, app: Quart, visit: Visit, world: World) -> None:
        elsewhere = Visitor(app, world.acme, host="unknown.example")

        foreign = await visit(world.acme).post("/language", {"language": "es"}, **{"Sec-Fetch-Site": "cross-site"})

        assert foreign.status_code == 403
        assert (await elsewhere.post("/language", {"language": "es"})).status_code in {403, 404}

    async def test_an_error_repeats_no_address(self, visit: Visit, world: World) -> None:
        page = await (await visit(world.acme).get("/i/" + "a" * 43)).get_data(as_text=True)

        assert 'name="next" value="/"' in page


class TestAmounts:
    async def test_an_amount_is_read_as_the_page_writes_it(self, visit: Visit, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(locale="es_ES", currency="EUR", partial_payments=True)
        directory.forget()
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        visitor = await visit(world.acme).sign_in()

        refused = await visitor.post(f"/invoices/{invoice.id}/pay", {"amount": "0,01"})

        assert "Pague entre 0,50" in await refused.get_data(as_text=True)


class TestCheckout:
    async def test_stripes_page_opens_in_the_language_of_ours(self, visit: Visit, world: World, stripe: Stripe) -> None:
        till = Till(world.acme, stripe)
        invoice = await till.invoice()
        visitor = await visit(world.acme).sign_in()
        await visitor.post("/language", {"language": "es"})

        response = await visitor.post(f"/invoices/{invoice.id}/pay")

        page = stripe.http.get(response.location).text
        assert '<html lang="es">' in page
        assert f"Factura {invoice.number}" in page

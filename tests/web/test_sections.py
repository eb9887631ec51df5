"""What a company hides is gone from its portal at the next request, in every process."""

import re
import time

import pytest
from quart import Quart

from tenants import directory
from tenants.isolation import acting_for
from tenants.sections import Section
from tenants.tenant import Tenant
from tests.builders import one_of_each
from tests.test_isolation import ARGUMENTS, answer, strange
from tests.visitor import Visitor
from tests.world import World


async def hide(tenant: Tenant, *names: str) -> None:
    await Tenant.filter(id=tenant.id).update(**dict.fromkeys(names, False))
    directory.forget()


def pages(app: Quart, section: Section) -> list[str]:
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"portal.{section}.") and not rule.arguments and "GET" in (rule.methods or ())
    ]


async def looks(dana: Visitor, paths: list[str]) -> list[tuple[int, str]]:
    """What is on these pages but for the ids that a form makes up anew."""
    found = [await answer(dana, "GET", path) for path in paths]
    return [(status, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", body)) for status, body in found]


@pytest.mark.parametrize("section", Section)
class TestHidden:
    async def test_its_pages_are_the_one_404(self, app: Quart, world: World, section: Section) -> None:
        dana = await Visitor(app, world.acme).sign_in()
        assert [(await dana.get(path)).status_code for path in pages(app, section)] == [200] * len(pages(app, section))
        assert pages(app, section)

        await hide(world.acme.tenant, f"shows_{section}")

        nothing = await answer(dana, "GET", "/nothing-at-all")
        for path in pages(app, section):
            assert await answer(dana, "GET", path) == nothing

    async def test_its_records_answer_as_those_that_do_not_exist(
        self, app: Quart, world: World, section: Section
    ) -> None:
        async with acting_for(world.acme.tenant):
            rows = {type(row): row for row in await one_of_each(world.acme)}
        dana = await Visitor(app, world.acme).sign_in()

        await hide(world.acme.tenant, f"shows_{section}")

        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith(f"portal.{section}.") and rule.arguments:
                filled = {name: ARGUMENTS[name](rows) for name in rule.arguments}
                path = app.url_map.bind("x").build(rule.endpoint, filled)
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    theirs = await answer(dana, method, path)
                    assert theirs == await answer(dana, method, strange(path)), rule
                    assert theirs[0] == 404, rule

    async def test_no_page_leads_there(self, app: Quart, world: World, section: Section) -> None:
        await hide(world.acme.tenant, f"shows_{section}")
        dana = await Visitor(app, world.acme).sign_in()

        for path in ("/", "/more", "/invoices", "/profile"):
            assert f'href="{section.path}' not in await (await dana.get(path)).get_data(as_text=True)

    async def test_it_comes_back_with_all_that_was_there(self, app: Quart, world: World, section: Section) -> None:
        dana = await Visitor(app, world.acme).sign_in()
        before = await looks(dana, pages(app, section))
        await hide(world.acme.tenant, f"shows_{section}")

        await Tenant.filter(id=world.acme.tenant.id).update(**{f"shows_{section}": True})
        directory.forget()

        assert await looks(dana, pages(app, section)) == before


async def test_it_bites_in_a_process_that_was_told_nothing(app: Quart, world: World) -> None:
    dana = await Visitor(app, world.acme).sign_in()
    assert (await dana.get("/jobs")).status_code == 200
    host = world.acme.tenant.first_host
    old = directory._known[host]

    await hide(world.acme.tenant, "shows_jobs")
    directory._known[host] = (time.monotonic() + 60, old[1])

    assert (await dana.get("/jobs")).status_code == 404

"""How often a page may ask the database: the same number of times, however much there is to show."""

from typing import Any

import pytest
from quart import Quart

from tests.bench.histories import a_history
from tests.bench.people import Person, a_person
from tests.bench.trips import trips_of

NO_PAGES = (".pdf", ".ics", ".csv", "/<size>", "/uploads/<uuid:upload_id>", "/paid")
"""How addresses end that answer with a file, with JSON, or only with the way to a page."""
LISTS = ("/invoices", "/estimates", "/jobs", "/agreements", "/service-requests", "/messages")


def pages(app: Quart, shown: dict[str, Any]) -> dict[str, str]:
    """Every page of the portal and of share links, by its rule: its address for what is `shown`."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("portal.", "share."))]
    wanted = [rule for rule in rules if "GET" in (rule.methods or ()) and not rule.rule.endswith(NO_PAGES)]
    at = app.url_map.bind("x")
    return {rule.rule: at.build(rule.endpoint, {name: shown[name] for name in rule.arguments}) for rule in wanted}


async def a_customer_with(many: int, within: int) -> tuple[Person, dict[str, Any]]:
    person = await a_person("acme", bills=many)
    return person, await a_history(person, many=many, within=within)


@pytest.mark.parametrize(("many", "within"), [(2, 2), (40, 60)])
async def test_every_page_asks_four_times_and_waits_for_three(app: Quart, many: int, within: int) -> None:
    person, shown = await a_customer_with(many, within)

    found = {rule: await trips_of(app, person, path) for rule, path in pages(app, shown).items()}

    over = {rule: trips for rule, trips in found.items() if trips.statements > 4 or trips.before > 3}
    assert not over
    assert len(found) > 20
    print({r: (t.statements, t.before) for r, t in found.items()})

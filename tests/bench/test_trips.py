"""How often a page may ask the database: the same number of times, however much there is to show."""

from typing import Any
from uuid import UUID

from quart import Quart

from tests.bench.histories import a_history
from tests.bench.people import a_person
from tests.bench.trips import Trips, trips_of

NO_PAGES = (".pdf", ".ics", ".csv", "/<size>", "/uploads/<uuid:upload_id>", "/paid", "/live")
"""How addresses end that answer with a file or JSON, or only show the way to a page."""
TOMORROW = {"date": "2100-01-01", "moment": "2100-01-01T00:00:00Z"}
LISTS = {
    "/invoices": "date",
    "/estimates": "moment",
    "/jobs": "moment",
    "/agreements": "date",
    "/service-requests": "moment",
    "/messages": "moment",
}
"""What their next page begins before."""


def pages(app: Quart, shown: dict[str, Any]) -> dict[str, str]:
    """Every page of the portal and of share links by its rule, with its address for what is `shown`."""
    ours = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("portal.", "share."))]
    rules = [rule for rule in ours if "GET" in (rule.methods or ()) and not rule.rule.endswith(NO_PAGES)]
    at = app.url_map.bind("x")
    found = {rule.rule: at.build(rule.endpoint, {name: shown[name] for name in rule.arguments}) for rule in rules}
    older = {f"{path}?before=": f"{path}?before={TOMORROW[kind]}_{UUID(int=0)}" for path, kind in LISTS.items()}
    return found | older | {"/estimates, accepted": f"/estimates/{shown['accepted_id']}"}


async def found_for(app: Quart, *, many: int, within: int) -> dict[str, Trips]:
    person = await a_person("acme", bills=many)
    shown = await a_history(person, many=many, within=within)
    return {rule: await trips_of(app, person, path) for rule, path in pages(app, shown).items()}


async def test_every_page_asks_four_times_and_waits_for_three_however_much_there_is(app: Quart) -> None:
    few, many = await found_for(app, many=2, within=2), await found_for(app, many=40, within=60)

    assert {rule for rule, trips in many.items() if trips.statements > 4 or trips.before > 3} == set()
    assert many == few
    assert len(many) > len(LISTS) * 3

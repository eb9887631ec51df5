"""Home: what waits for a customer and what came last, of all that the company shows, in one statement."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants import agreements, estimates, invoices, jobs, service_requests
from tenants.isolation import acting
from tenants.sections import Section, shows

PARTS: dict[Section, tuple[str, Callable[[list[dict[str, Any]]], list[Any]]]] = {
    Section.ESTIMATES: (estimates.ON_HOME, estimates.on_home),
    Section.JOBS: (jobs.ON_HOME, jobs.on_home),
    Section.AGREEMENTS: (agreements.ON_HOME, agreements.on_home),
    Section.SERVICE_REQUESTS: (service_requests.ON_HOME, service_requests.on_home),
}


class Home(NamedTuple):
    """Invoices to pay and the latest others; of each section that is shown, what waits and then the latest."""

    open_invoices: list[invoices.Row]
    closed_invoices: list[invoices.Row]
    sections: dict[Section, list[Any]]


async def of(customer_id: UUID, today: date) -> Home:
    unit = acting()
    shown = tuple(section for section in Section if shows(unit.tenant, section))
    (row,) = await unit.rows(_statement(shown), unit.tenant.id, customer_id, today)
    open_rows, closed = invoices.on_home(orjson.loads(row["invoices"]), today)
    return Home(open_rows, closed, {section: PARTS[section][1](orjson.loads(row[section])) for section in shown})


@cache
def _statement(shown: tuple[Section, ...]) -> str:
    parts = ", ".join(f"{PARTS[section][0]} AS {section}" for section in shown)
    return f"SELECT $3::date AS today, {invoices.ON_HOME} AS invoices{parts and ', '}{parts}"

"""Home: what waits for a customer and what came last, of all that the company shows, in one statement."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants import agreements, estimates, invoices, jobs, messages, service_requests
from tenants.isolation import acting
from tenants.sections import Section, shows

PARTS: dict[Section, tuple[str, Callable[[list[dict[str, Any]]], list[Any]]]] = {
    Section.ESTIMATES: (estimates.ON_HOME, estimates.on_home),
    Section.JOBS: (jobs.ON_HOME, jobs.on_home),
    Section.AGREEMENTS: (agreements.ON_HOME, agreements.on_home),
    Section.SERVICE_REQUESTS: (service_requests.ON_HOME, service_requests.on_home),
}


class Home(NamedTuple):
    """Invoices to pay and the latest others; what the company wrote that is not read yet; the latest of each section.

    Of a section that is shown, what waits comes first.
    """

    open_invoices: list[invoices.Row]
    closed_invoices: list[invoices.Row]
    new_messages: list[messages.Listed]
    sections: dict[Section, list[Any]]


async def of(customer_id: UUID, contact_id: UUID, today: date) -> Home:
    unit = acting()
    shown = tuple(section for section in Section if shows(unit.tenant, section))
    values = (customer_id, today, str(contact_id), messages.abouts(unit.tenant))
    (row,) = await unit.rows(_statement(shown), unit.tenant.id, *values)
    open_rows, closed = invoices.on_home(orjson.loads(row["invoices"]), today)
    new = messages.on_home(orjson.loads(row["messages"]))
    return Home(open_rows, closed, new, {section: PARTS[section][1](orjson.loads(row[section])) for section in shown})


@cache
def _statement(shown: tuple[Section, ...]) -> str:
    named = {"invoices": invoices.ON_HOME, "messages": messages.ON_HOME} | {it: PARTS[it][0] for it in shown}
    parts = ", ".join(f"{part} AS {name}" for name, part in named.items())
    return f"SELECT $3::date AS today, {parts}"

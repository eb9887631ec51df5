"""The form of an agreement: what it says, read field by field, and what stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from templates.cadences import CADENCES
from templates.language import gettext as _
from templates.language import marked, spoken
from tenants.agreements import MANY_TIMES, MOST_SERVICES, MOST_TIMES, Agreement, Cadence, Contents, Service
from tenants.errors import Invalid
from tenants.line_items import MOST_UNIT_PRICE
from tenants.tenant import Tenant
from web.forms.amounts import amount_of, typed_amount
from web.forms.ids import id_of

FIELDS = ("title", "property", "price", "cadence", "starts_on", "ends_on", "renews_on", "visits_planned", "terms")
SPARE = 3
"""Empty lines for more services below those that are there."""
BILLED = {
    Cadence.MONTHLY: marked("every month"),
    Cadence.QUARTERLY: marked("every three months"),
    Cadence.HALF_YEARLY: marked("every six months"),
    Cadence.YEARLY: marked("every year"),
    Cadence.PER_VISIT: marked("for each visit"),
    Cadence.ONCE: marked("once"),
}


def read(typed: Mapping[str, str], tenant: Tenant, places: set[UUID]) -> Contents:
    """What these fields say. Raises Invalid for the first that cannot be used."""
    where = typed.get("property", "")
    if where and id_of(where) not in places:
        raise Invalid("property", "Please choose where the work is.")
    if typed.get("cadence") not in CADENCES:
        raise Invalid("cadence", "Please choose how often the price is asked for.")
    starts_on = _day(typed, "starts_on")
    if starts_on is None:
        raise Invalid("starts_on", "Please choose a day, like 2026-12-31.")
    return Contents(
        title=" ".join(typed.get("title", "").split()),
        price=amount_of("price", typed.get("price", ""), tenant.currency, spoken(), most=MOST_UNIT_PRICE),
        cadence=Cadence(typed["cadence"]),
        starts_on=starts_on,
        terms=typed.get("terms", "").replace("\r\n", "\n").strip(),
        services=_services(typed),
        ends_on=_day(typed, "ends_on"),
        renews_on=_day(typed, "renews_on"),
        visits_planned=_count(typed, "visits_planned"),
        property_id=id_of(where),
    )


def written(agreement: Agreement, tenant: Tenant) -> dict[str, str]:
    """The agreement as it stands in the form's fields."""
    days = {name: getattr(agreement, name) for name in ("starts_on", "ends_on", "renews_on")}
    return {
        "title": agreement.title,
        "terms": agreement.terms,
        "price": typed_amount(agreement.price, tenant.currency, spoken()),
        "cadence": str(agreement.cadence),
        "visits_planned": str(agreement.visits_planned),
        "property": str(agreement.property_id or ""),
        **{name: on.isoformat() if on else "" for name, on in days.items()},
        **{
            f"services.{place}.{name}": str(value or "")
            for place, service in enumerate(agreement.services)
            for name, value in service.items()
        },
    }


def context(typed: Mapping[str, str], error: Invalid | None, sentence: str) -> dict[str, Any]:
    """What the form's page wants."""
    used = [place for place in range(MOST_SERVICES) if typed.get(f"services.{place}.name")]
    shown = min((max(used) + 1 if used else 0) + SPARE, MOST_SERVICES)
    return {
        "typed": {**dict.fromkeys(FIELDS, ""), **typed},
        "services": [
            {
                "place": place,
                **{name: typed.get(f"services.{place}.{name}", "") for name in ("name", "times", "how_often")},
            }
            for place in range(shown)
        ],
        "cadences": [(str(value), _(words), typed.get("cadence") == value) for value, words in BILLED.items()],
        "errors": {**dict.fromkeys((*FIELDS, "services"), ""), **({error.field: sentence} if error else {})},
    }


def _day(typed: Mapping[str, str], name: str) -> date | None:
    said = typed.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Invalid(name, "Please choose a day, like 2026-12-31.") from None


def _count(typed: Mapping[str, str], name: str) -> int:
    said = typed.get(name, "").strip() or "0"
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Invalid(name, "Please type a whole number.")
    return int(said)


def _services(typed: Mapping[str, str]) -> tuple[Service, ...]:
    found = []
    for place in range(MOST_SERVICES):
        named = {name: " ".join(typed.get(f"services.{place}.{name}", "").split()) for name in ("name", "how_often")}
        if not named["name"]:
            continue
        times = _times(typed.get(f"services.{place}.times", "").strip())
        found.append(Service(named["name"], times, named["how_often"]))
    return tuple(found)


def _times(said: str) -> int | None:
    if said and not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Invalid("services", MANY_TIMES, most=MOST_TIMES)
    return int(said) if said else None

"""What was typed into the form, made sense of: everything that cannot be used is said at once, field by field."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from tenants.errors import DomainError, Invalid
from tenants.service_requests import fields
from tenants.service_requests.request import Urgency
from tenants.sign_in import canonical

DAYS = (1, 2, 3)
FIELDS = (
    *("name", "email", "phone", "property", "what", "urgency"),
    *(f"{what}{number}" for number in DAYS for what in ("day", "part")),
)
T = TypeVar("T")


class Asked(NamedTuple):
    """A whole request, fit to be sent. `wished` as in ServiceRequest."""

    property_id: UUID | None
    name: str
    email: str
    phone: str
    what: str
    urgency: Urgency
    wished: list[dict[str, Any]]


class Unfit(DomainError):
    """Some fields cannot be used: `errors` has one for each."""

    status = 422
    code = "invalid"

    def __init__(self, errors: list[Invalid]) -> None:
        super().__init__("Please look at the marked fields.")
        self.errors = errors


def read(typed: Mapping[str, str], properties: Collection[UUID], today: date, *, email_needed: bool = True) -> Asked:
    """The request that these fields make; `properties` are the customer's. Raises Unfit.

    Who phoned may have no email address.
    """
    errors: list[Invalid] = []

    def taken(reading: Callable[[], T], otherwise: T) -> T:
        try:
            return reading()
        except Invalid as error:
            errors.append(error)
            return otherwise

    days = [taken(partial(fields.wish, typed, number, today), None) for number in DAYS]
    asked = Asked(
        name=taken(lambda: fields.name(typed), ""),
        email=taken(lambda: _email(typed, needed=email_needed), ""),
        phone=taken(lambda: fields.phone(typed), ""),
        property_id=taken(lambda: fields.place(typed.get("property", ""), properties), None),
        what=taken(lambda: fields.what(typed), ""),
        urgency=taken(lambda: fields.urgency(typed.get("urgency", "")), Urgency.SOON),
        wished=[day for day in days if day],
    )
    if errors:
        raise Unfit(errors)
    return asked._replace(wished=list({day["on"]: day for day in asked.wished}.values()))


def _email(typed: Mapping[str, str], *, needed: bool) -> str:
    said = typed.get("email", "")
    return canonical(said) if needed or said.strip() else ""

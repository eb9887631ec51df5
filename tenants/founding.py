"""Founding a company: what has to be said of it, and its owner as the one staff member."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import list_currencies
from tortoise.exceptions import IntegrityError

from tenants import slugs
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.sign_in import canonical
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant

LONGEST_NAME = 120
ZONES = frozenset(available_timezones())
"""Read once: they are found in hundreds of files."""
CURRENCIES = frozenset(list_currencies())
TAKEN = "This address is taken. Please choose another one."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A company as asked for."""

    slug: str
    name: str
    owner_name: str
    owner_email: str
    currency: str
    time_zone: str
    locale: str

    def refusals(self) -> dict[str, Invalid]:
        """What cannot be used, by field."""
        found = {}
        for field, check in CHECKS.items():
            try:
                check(getattr(self, field))
            except Invalid as error:
                found[field] = Invalid(field, error.message, **error.values)
        return found

    def tenant(self) -> Tenant:
        return Tenant(
            slug=slugs.check(self.slug),
            name=one_line(self.name),
            currency=self.currency,
            time_zone=self.time_zone,
            locale=self.locale,
        )


async def found(wanted: Wanted) -> Tenant:
    """The company with its owner. Raises Invalid("slug") when the slug is another's, also since a moment ago."""
    tenant = wanted.tenant()
    try:
        async with acting_for(tenant):
            await settle(tenant, wanted)
    except IntegrityError as error:
        raise Invalid("slug", TAKEN) from error
    return tenant


async def settle(tenant: Tenant, wanted: Wanted) -> None:
    """Write the company and its owner down, in the unit of work that acts for it."""
    await tenant.save()
    await StaffMember.create(
        name=one_line(wanted.owner_name), email=canonical(wanted.owner_email), role=Role.OWNER
    )  # fmt: skip


def one_line(text: str) -> str:
    return " ".join(text.split())


def check_name(given: str) -> None:
    name = one_line(given)
    if not name:
        raise Invalid("name", "Please write a name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)


def check_currency(given: str) -> None:
    if given not in CURRENCIES:
        raise Invalid("currency", "Please choose a currency from the list.")


def check_time_zone(given: str) -> None:
    if given not in ZONES:
        raise Invalid("time_zone", "Please choose a time zone from the list.")


def check_locale(given: str) -> None:
    try:
        is_whole = Locale.parse(given).territory is not None
    except (UnknownLocaleError, ValueError):
        is_whole = False
    if not is_whole:
        raise Invalid("locale", "Please choose a country from the list.")


CHECKS: dict[str, Callable[[str], object]] = {
    "slug": slugs.check,
    "name": check_name,
    "owner_name": check_name,
    "owner_email": canonical,
    "currency": check_currency,
    "time_zone": check_time_zone,
    "locale": check_locale,
}

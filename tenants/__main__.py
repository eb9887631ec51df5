"""`python -m tenants create`, `… fee`: a new company with its owner, and the operator's share of what it is paid."""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import list_currencies
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError

from settings import orm_config, settings
from tenants import transaction
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from tenants.sign_in import canonical
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant

LONGEST_NAME = 120
MOST_BASIS_POINTS = 2_000
# A label of a host name as the check tenant_slug has it: no double hyphen, which begins an encoded name.
SLUG = re.compile(r"(?=.{3,40}\Z)[a-z0-9]+(-[a-z0-9]+)*")


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

    def faults(self) -> Iterator[str]:
        """A line for each option that cannot be used, naming it."""
        checks: tuple[tuple[str, Callable[[str], bool], str], ...] = (
            ("slug", _is_slug, "3 to 40 small letters, digits and single hyphens between them, like acme-heating"),
            ("name", _is_name, f"1 to {LONGEST_NAME} characters"),
            ("owner_name", _is_name, f"1 to {LONGEST_NAME} characters"),
            ("owner_email", _is_address, "a full email address, like alex@acme.example"),
            ("currency", list_currencies().__contains__, "three capital letters, like USD or CAD"),
            ("time_zone", available_timezones().__contains__, "a name like America/Chicago"),
            ("locale", _is_locale, "language and country, like en_US or en_CA"),
        )
        for field, is_good, wish in checks:
            given = getattr(self, field)
            if not is_good(given):
                yield f"--{field.replace('_', '-')}: {wish}, not {given!r}"


async def create(wanted: Wanted) -> Tenant:
    """The company with its owner as its one staff member. Raises Conflict when the slug is another's."""
    tenant = Tenant(
        slug=wanted.slug,
        name=wanted.name.strip(),
        currency=wanted.currency,
        time_zone=wanted.time_zone,
        locale=wanted.locale,
    )
    try:
        async with acting_for(tenant):
            await tenant.save()
            email = canonical(wanted.owner_email)
            await StaffMember.create(name=wanted.owner_name.strip(), email=email, role=Role.OWNER)
    except IntegrityError as error:
        message = f"--slug: {wanted.slug} is another company's already"
        raise Conflict(message) from error
    return tenant


def read(arguments: Sequence[str]) -> Wanted:
    """What the command line asks for. SystemExit names every option that is missing or wrong."""
    parser = argparse.ArgumentParser(prog="run.py tenant", description="A new company on this installation.")
    options = parser.add_subparsers(required=True, metavar="create").add_parser("create", help="a new company")
    options.add_argument("--slug", required=True, help="its portal's name: <slug>.<base domain>")
    options.add_argument("--name", required=True, help="as its customers know it")
    options.add_argument("--owner-name", required=True)
    options.add_argument("--owner-email", required=True)
    options.add_argument("--currency", default="USD")
    options.add_argument("--time-zone", default="America/New_York")
    options.add_argument("--locale", default="en_US")
    wanted = Wanted(**vars(parser.parse_args(arguments)))
    if faults := list(wanted.faults()):
        options.error("\n  ".join(["these cannot be used:", *faults]))
    return wanted


async def set_fee(slug: str, basis_points: int) -> bool:
    """Keep so much of each online payment of the company from now on; False when there is no such company."""
    return bool(await Tenant.filter(slug=slug).update(application_fee_basis_points=basis_points))


def read_fee(arguments: Sequence[str]) -> tuple[str, int]:
    """The slug and the share the command line asks for. SystemExit for what cannot be."""
    parser = argparse.ArgumentParser(prog="run.py tenant fee", description="Your share of a company's online payments.")
    parser.add_argument("--slug", required=True)
    parser.add_argument("--basis-points", required=True, type=int, help="100 is 1 %; 0 is nothing")
    given = parser.parse_args(arguments)
    if not 0 <= given.basis_points <= MOST_BASIS_POINTS:
        parser.error(f"--basis-points: 0 to {MOST_BASIS_POINTS}, not {given.basis_points}")
    return given.slug, given.basis_points


async def main(arguments: Sequence[str]) -> None:
    """Do what is asked for and say so. SystemExit when that cannot be."""
    if arguments[:1] == ["fee"]:
        await _connected(_keep_fee(*read_fee(arguments[1:])))
    else:
        await _connected(_found(read(arguments)))


async def _connected(act: Coroutine[None, None, None]) -> None:
    config = orm_config(settings().database_url, pool=2, connection_class=transaction.Connection)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        await act
    finally:
        await Tortoise.close_connections()


async def _keep_fee(slug: str, basis_points: int) -> None:
    if not await set_fee(slug, basis_points):
        sys.exit(f"--slug: there is no company {slug}")
    print(f"{slug}: {basis_points} of 10000 of each online payment is kept")  # noqa: T201 - the answer to the command


async def _found(wanted: Wanted) -> None:
    try:
        tenant = await create(wanted)
    except Conflict as conflict:
        sys.exit(str(conflict))
    print(f"The portal of {tenant.name} is at {tenant.url('/')}")  # noqa: T201 - the answer to the operator's command


def _is_slug(given: str) -> bool:
    return bool(SLUG.fullmatch(given))


def _is_name(given: str) -> bool:
    return 0 < len(given.strip()) <= LONGEST_NAME


def _is_address(given: str) -> bool:
    try:
        canonical(given)
    except Invalid:
        return False
    return True


def _is_locale(given: str) -> bool:
    try:
        return Locale.parse(given).territory is not None
    except (UnknownLocaleError, ValueError):
        return False


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

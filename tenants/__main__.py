"""`python -m tenants create`, `… fee`: a new company with its owner, and the operator's share of what it is paid."""

import argparse
import asyncio
import sys
from collections.abc import Coroutine, Iterator, Sequence

from tortoise import Tortoise

from settings import orm_config, settings
from tenants import transaction
from tenants.errors import Invalid
from tenants.founding import Wanted, found
from tenants.tenant import Tenant

MOST_BASIS_POINTS = 2_000


def faults(wanted: Wanted) -> Iterator[str]:
    """A line for each option that cannot be used, naming it."""
    for field, refused in wanted.refusals().items():
        yield f"--{field.replace('_', '-')}: {refused} It was {getattr(wanted, field)!r}."


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
    if refused := list(faults(wanted)):
        options.error("\n  ".join(["these cannot be used:", *refused]))
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
        tenant = await found(wanted)
    except Invalid as refused:
        sys.exit(f"--slug: {refused} It was {wanted.slug!r}.")
    print(f"The portal of {tenant.name} is at {tenant.url('/')}")  # noqa: T201 - the answer to the operator's command


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

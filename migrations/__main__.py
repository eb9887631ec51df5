"""`python -m migrations`: migrate; with `make NAME` write what changed models need, with `check` say if they do."""

import asyncio
import sys
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api import migrate
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from migrations._forward import without_copies
from migrations._grants import grants
from settings import database_credentials, orm_config, settings

LOCK = 0x706F7263  # "porc": one migration at a time on one database, since tortoise itself takes no lock


async def run(owner_url: str, app_url: str) -> None:
    """Bring the database to the newest schema and give the application role its rights; twice, or at once, is safe."""
    owner = await asyncpg.connect(**database_credentials(owner_url))
    try:
        await owner.execute("SELECT pg_advisory_lock($1)", LOCK)
        without_copies()
        await migrate(config=orm_config(owner_url, pool=2))
        await Tortoise.close_connections()
        await owner.execute(grants(str(database_credentials(app_url)["user"])))
    finally:
        await owner.close()


async def missing() -> list[MigrationWriter]:
    """What the models say that no migration says yet."""
    config: dict[str, Any] = orm_config("postgresql://unused/unused")
    await Tortoise.init(config=config, init_connections=False)
    detector = MigrationAutodetector(Tortoise.apps, config["apps"])
    return list(await detector.changes())


async def make(name: str) -> None:
    for writer in await missing():
        writer.name = format_migration_name(int(writer.name.split("_", 1)[0]), name)
        print(writer.write())


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            if not settings().database_owner_url:
                sys.exit("DATABASE_OWNER_URL is missing: only the role that owns the tables can migrate.")
            asyncio.run(run(settings().database_owner_url, settings().database_url))
            print("the schema is up to date")
        case ["make", name]:
            asyncio.run(make(name))
        case ["check"]:
            found = [writer.name for writer in asyncio.run(missing())]
            print(f"no migration yet for: {', '.join(found)}" if found else "migrations are up to date")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

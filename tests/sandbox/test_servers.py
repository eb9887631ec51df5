"""The embedded servers: private, durable, one process a home."""

import contextlib
import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from sandbox import launch, servers
from settings import database_credentials
from tests.leftovers import processes_of
from tests.patience import eventually

KEEPS_SERVERS = """
import sys, time, pathlib
from sandbox import servers
with servers.running(pathlib.Path(sys.argv[1])) as started:
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own, in a folder the servers' account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-home-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def started() -> Iterator[servers.Servers]:
    """Servers for all tests of this file, in a folder closed to their account and of a long name."""
    with (
        tempfile.TemporaryDirectory() as closed,
        servers.running(Path(closed, "long" * 25), durable=False) as running,
    ):
        yield running


async def test_it_gives_the_application_a_role_that_owns_nothing_and_passes_no_wall(started: servers.Servers) -> None:
    told = await ask(
        started.database_url,
        "SELECT current_user, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS special,"
        " pg_get_userbyid(datdba) AS owner FROM pg_roles, pg_database"
        " WHERE rolname = current_user AND datname = current_database()",
    )

    assert tuple(told) == ("porchlight_app", False, "porchlight_owner")


async def test_it_listens_where_only_we_may_look(started: servers.Servers) -> None:
    assert started.sockets.stat().st_mode & 0o777 == 0o700
    assert (await ask(started.database_url, "SHOW listen_addresses"))[0] == ""
    assert redis.Redis.from_url(started.redis_url).config_get("port") == {"port": "0"}


async def test_it_brings_back_a_server_that_was_killed(started: servers.Servers) -> None:
    started.postgresql.kill()
    assert not started.postgresql.is_running

    started.postgresql.start()
    assert (await ask(started.database_url, "SELECT 1"))[0] == 1


async def test_it_loses_nothing_when_it_is_killed(home: Path) -> None:
    with kept_elsewhere(home) as keeper:
        addresses = servers.attached(home)
        assert addresses
        await ask(addresses.database_owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        redis.Redis.from_url(addresses.redis_url).set("kept", "too")
        keeper.kill()
        assert eventually(lambda: processes_of(home) == [])

    with servers.running(home) as again:
        assert (await ask(again.database_owner_url, "SELECT answer FROM kept"))[0] == 42
        assert redis.Redis.from_url(again.redis_url).get("kept") == b"too"


def test_it_lets_one_process_only_keep_a_home(home: Path) -> None:
    with (home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(servers.AlreadyRunning, match="PORT=8010"):
            servers.reset(home)


def test_it_finds_no_servers_where_none_run(home: Path) -> None:
    (home / "sockets").write_text("/left/by/a/kill")

    assert servers.attached(home) is None


def test_it_forgets_only_what_it_made(home: Path) -> None:
    for name in ("postgresql", "valkey", "files", "mine"):
        (home / name).mkdir()

    launch.reset({"PORCHLIGHT_HOME": str(home)})

    assert {file.name for file in home.iterdir()} == {"mine", "lock"}


@contextlib.contextmanager
def kept_elsewhere(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The servers of `home`, kept running by another process."""
    command = [sys.executable, "-c", KEEPS_SERVERS, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as keeper:
        assert keeper.stdout
        assert keeper.stdout.readline() == b"up\n"
        yield keeper
        keeper.kill()
    assert eventually(lambda: processes_of(home) == [])


async def ask(url: str, statement: str) -> asyncpg.Record:
    connection = await asyncpg.connect(**database_credentials(url))
    try:
        return await connection.fetchrow(statement)
    finally:
        await connection.close()

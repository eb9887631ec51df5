"""Embedded PostgreSQL and Valkey on private sockets, for one machine: `running`, `attached`. Standard library only."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sandbox.processes import Account, Process, ProcessFailed
from sandbox.servers.account import home_folder, private_folder, room_in, unprivileged
from sandbox.servers.postgresql import postgresql
from sandbox.servers.valkey import valkey

__all__ = ["Addresses", "AlreadyRunning", "ProcessFailed", "Servers", "attached", "reset", "running"]

LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
KEPT = ("postgresql", "postgresql.arriving", "postgresql.log", "valkey", "valkey.log", "programs", "run")


class AlreadyRunning(RuntimeError):
    """Another process keeps the servers of this home running."""


@dataclass(frozen=True)
class Addresses:
    """Where the servers of one home listen: `sockets` is a folder only we may enter."""

    sockets: Path

    def database(self, role: str, name: str = "porchlight") -> str:
        return f"postgresql://{role}@/{name}?host={quote(str(self.sockets))}"

    @property
    def database_url(self) -> str:
        return self.database("porchlight_app")

    @property
    def database_owner_url(self) -> str:
        return self.database("porchlight_owner")

    @property
    def database_admin_url(self) -> str:
        """The superuser in the database `postgres`: to make and drop databases, in tests only."""
        return self.database("postgres", "postgres")

    @property
    def redis_url(self) -> str:
        return f"unix://{quote(str(self.sockets / 'valkey.sock'))}"


@dataclass(frozen=True)
class Servers(Addresses):
    """The running servers: each has `stop`, `start`, `restart`, `kill`, `is_running` of its own."""

    postgresql: Process
    valkey: Process

    def stop(self) -> None:
        self.valkey.ask_to_stop()
        self.postgresql.stop()
        self.valkey.stop()


@contextlib.contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[Servers]:
    """PostgreSQL and Valkey over the data in `home`, made the first time, until the block ends.

    Without `durable` they are quicker and forget on a crash. Raises AlreadyRunning, ProcessFailed.
    """
    home = home_folder(home)
    with _only_one(home), contextlib.ExitStack() as stack:
        account = unprivileged()
        room = room_in(home, account, durable=durable)
        if room != home and not durable:
            stack.callback(shutil.rmtree, room, ignore_errors=True)
        sockets = _sockets(home, room, account)
        servers = Servers(
            sockets=sockets,
            postgresql=postgresql(room, sockets, account, durable=durable),
            valkey=valkey(room, sockets, account, durable=durable),
        )
        stack.callback(_forget_sockets, home)
        stack.callback(servers.stop)
        servers.valkey.launch()
        servers.postgresql.start()
        servers.valkey.wait_until_ready()
        (home / "sockets").write_text(str(sockets))
        yield servers


def attached(home: Path, within: float = 60.0) -> Addresses | None:
    """The servers another process keeps running over `home`, once they are ready; None when there are none."""
    deadline = time.monotonic() + within
    while home.exists() and time.monotonic() < deadline:
        with contextlib.suppress(AlreadyRunning), _only_one(home):
            return None
        with contextlib.suppress(FileNotFoundError):
            return Addresses(Path((home / "sockets").read_text()))
        time.sleep(0.1)
    return None


def reset(home: Path, more: Iterable[str] = ()) -> None:
    """Remove what the servers keep in `home`, and `more` by name, but nothing else. Raises AlreadyRunning."""
    if not home.exists():
        return
    with _only_one(home):
        note = home / "room"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
            note.unlink()
        for name in (*KEPT, *more):
            shutil.rmtree(home / name, ignore_errors=True)
            (home / name).unlink(missing_ok=True)


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """The lock goes with the process that holds it, so nothing is left to clear after a kill."""
    with (home / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = (
                f"Porchlight runs already with its data in {home}.\n"
                "Stop that one, or run a second beside it: PORCHLIGHT_HOME=.local2 PORT=8010 python3 run.py"
            )
            raise AlreadyRunning(message) from None
        yield


def _sockets(home: Path, room: Path, account: Account | None) -> Path:
    """An empty private folder, its path short enough for a socket."""
    _forget_sockets(home)
    folder = room / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path(tempfile.mkdtemp(prefix="porchlight-", dir="/tmp"))
        (home / "sockets.elsewhere").write_text(str(folder))
    return private_folder(folder, account)


def _forget_sockets(home: Path) -> None:
    (home / "sockets").unlink(missing_ok=True)
    elsewhere = home / "sockets.elsewhere"
    if elsewhere.exists():
        shutil.rmtree(elsewhere.read_text(), ignore_errors=True)
        elsewhere.unlink()

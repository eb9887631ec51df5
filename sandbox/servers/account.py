"""Root does not run databases: the account that does, and a room it can enter."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from sandbox.processes import Account, as_account

PREFERRED = ("postgres", "nobody")
LASTING = Path("/var/lib")
PASSING = Path("/tmp")  # noqa: S108 - every account can enter it; the folder made in it has a random name


def unprivileged() -> Account | None:
    """The account the servers run as; None when we are an ordinary one ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in PREFERRED if name in known)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def room_in(home: Path, account: Account | None, *, durable: bool) -> Path:
    """Where the servers keep their files: `home`, or where `account` is shut out of it, a room noted there."""
    if not account or can_enter(account, home):
        return home
    note = home / "room"
    if note.exists() and Path(note.read_text()).exists():
        return Path(note.read_text())
    place = LASTING if durable and not home.is_relative_to(PASSING) else PASSING
    room = Path(tempfile.mkdtemp(prefix="porchlight-", dir=place))
    room.chmod(0o711)
    if durable:
        note.write_text(str(room))
    return room


def home_folder(home: Path) -> Path:
    """`home`, made when missing: nobody else may look into it, but root lets the servers' account pass through."""
    home.mkdir(mode=0o700 if os.geteuid() else 0o711, parents=True, exist_ok=True)
    return home.resolve()


def private_folder(folder: Path, account: Account | None = None) -> Path:
    """`folder`, made when missing, closed to everyone but `account`, or else to everyone but us."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def within_reach(program: Path, needed: tuple[Path, ...], room: Path, account: Account | None) -> Path:
    """`program`, or its copy in `room` where `account` cannot run it; `needed` are the folders it lives on."""
    if not account or _runs(account, program):
        return program
    packages = next(folder for folder in program.parents if folder.name == "site-packages")
    kept = room / "programs" / str(packages.joinpath(program.relative_to(packages).parts[0]).stat().st_mtime_ns)
    if not kept.exists():
        arriving = kept.with_suffix(".arriving")
        shutil.rmtree(arriving, ignore_errors=True)
        for folder in needed:
            shutil.copytree(folder, arriving / folder.relative_to(packages), symlinks=True)
        arriving.rename(kept)
    return kept / program.relative_to(packages)


def can_enter(account: Account, folder: Path) -> bool:
    return _succeeds(account, "test", "-x", str(folder))


def _runs(account: Account, program: Path) -> bool:
    return os.access(program, os.X_OK) and _succeeds(account, str(program), "--version")


def _succeeds(account: Account, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, **as_account(account)).returncode == 0
    except OSError:
        return False

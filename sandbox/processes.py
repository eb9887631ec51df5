"""A process that ends when this one does, however this one ends. Standard library only."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1
STARTS_WITHIN = 60.0
STOPS_WITHIN = 10.0


class ProcessFailed(RuntimeError):
    """A process ended, or kept silent, before it was ready; the message ends with its last words."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account a process runs as."""

    name: str
    uid: int
    gid: int


class Process:
    """One command. Start it from a thread that lives as long as it should: Linux ends it with that thread."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        is_ready: Callable[[int], bool],
        env: Mapping[str, str],
        account: Account | None = None,
        log: Path | None = None,
        pid_file: Path | None = None,
        farewell: signal.Signals = signal.SIGTERM,
    ) -> None:
        """`is_ready` is asked with the process id; without a `log` the words go to this terminal."""
        self.name = name
        self.command = command
        self._is_ready, self._env, self._account, self._log = is_ready, env, account, log
        self._pid_file, self._farewell = pid_file, farewell
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running else None

    @property
    def exit_code(self) -> int | None:
        """What it ended with: minus a signal's number, None while it runs or before it ran."""
        return self._running.poll() if self._running else None

    def launch(self) -> None:
        """Start without waiting for readiness."""
        earlier = self._running is not None
        self.kill()
        with contextlib.ExitStack() as stack:
            if self._log:
                self._log.touch(0o600)
            out = stack.enter_context(self._log.open("ab" if earlier else "wb")) if self._log else None
            self._running = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=self._env,
                start_new_session=True,
                preexec_fn=ends_with(os.getpid(), self._farewell),  # noqa: PLW1509 - sets one flag of the kernel's
                **as_account(self._account),
            )
        if self._pid_file:
            self._pid_file.write_text(str(self._running.pid))

    def start(self) -> None:
        """Start and wait until it is ready. Raises ProcessFailed."""
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self, within: float = STARTS_WITHIN) -> None:
        """Wait up to `within` seconds. Raises ProcessFailed when it ends or stays silent."""
        deadline = time.monotonic() + within
        while not (self._running and self._is_ready(self._running.pid)):
            if not self.is_running:
                raise ProcessFailed(self._last_words(f"ended with exit code {self.exit_code}"))
            if time.monotonic() > deadline:
                self.kill()
                raise ProcessFailed(self._last_words(f"was not ready after {within:.0f} seconds"))
            time.sleep(0.02)

    def run(self) -> int:
        """Start, wait for its own end, and give its exit code."""
        self.launch()
        try:
            return self._running.wait() if self._running else 1
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask it to end, insist after ten seconds; nothing when it does not run."""
        self.ask_to_stop()
        self.wait_until_stopped()

    def ask_to_stop(self) -> None:
        if self._running and self.is_running:
            self._running.send_signal(self._farewell)

    def wait_until_stopped(self) -> None:
        if self._running:
            try:
                self._running.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it without a word, with everything it started in its own session."""
        if self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _last_words(self, what: str) -> str:
        words = self._log.read_text(errors="replace").splitlines()[-12:] if self._log and self._log.exists() else []
        return "\n".join([f"{self.name} {what}", *(f"  {line}" for line in words)])


class Identity(TypedDict, total=False):
    """What subprocess needs to run a command as somebody else."""

    user: int
    group: int
    extra_groups: list[str | int]
    cwd: str


def as_account(account: Account | None) -> Identity:
    """Keywords for subprocess: run as `account`, in a folder every account can enter."""
    if not account:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": [], "cwd": "/"}


def end_leftover(pid_file: Path, mark: str) -> None:
    """End the process an earlier start left behind, and forget a number that now belongs to another one."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + STOPS_WITHIN
    while mark in command_line(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.1)
    if command_line(pid):
        pid_file.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """The words a process was started with, empty when there is no such process."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return asked.stdout


def ends_with(parent: int, farewell: signal.Signals) -> Callable[[], None] | None:
    """For subprocess's `preexec_fn`: Linux sends `farewell` to the child when `parent` dies; elsewhere None."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    # It runs after the change of account, which would clear the flag.
    def in_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:
            os._exit(1)

    return in_child

"""What is still running, for tests that kill things."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path


def processes_of(home: Path) -> list[str]:
    """The processes whose command line or environment names `home`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if str(home).encode() in words + (process / "environ").read_bytes():
                found.append(words.replace(b"\0", b" ").decode())
    return found


def eventually(is_so: Callable[[], bool], within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()

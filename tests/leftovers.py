"""What is still running, for tests that kill things."""

import contextlib
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

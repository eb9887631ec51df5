"""Real workers in processes of their own, to be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from sandbox.servers import Servers

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


class WorkerProcess:
    """`python -m tests.faults.worker`: the worker itself, with two more tasks it knows."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "tests.faults.worker"], cwd=ROOT, env=dict(os.environ))

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self, within: float = 12) -> float:
        """Ask it to end; the seconds it took."""
        assert self.process
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(within)
        return time.monotonic() - began


@pytest.fixture
def worker(servers: Servers, sandbox: str, database: None) -> Iterator[WorkerProcess]:
    worker = WorkerProcess()
    yield worker
    worker.kill()

"""Real workers in processes of their own, to be killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from sandbox.servers import Servers
from tests.patience import PATIENCE

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

    def tell_to_stop(self) -> None:
        assert self.process
        self.process.terminate()

    def stopped(self) -> int:
        """How it ended, once it has."""
        assert self.process
        return self.process.wait(PATIENCE)


@pytest.fixture
def worker(servers: Servers, sandbox: str, database: None) -> Iterator[WorkerProcess]:
    worker = WorkerProcess()
    yield worker
    worker.kill()

"""The one command, started a second time."""

import os
import signal
import subprocess
import sys
import time

import httpx

from tests.bench.figures import Figure
from tests.bench.stage import ROOT, Stage
from tests.ports import two_free_ports

OUTER = ("PATH", "HOME", "LANG")
LONGEST_SECONDS = 120


async def measure(stage: Stage) -> list[Figure]:
    home = stage.folder / "home"
    env = {name: os.environ[name] for name in OUTER if name in os.environ} | {"PORCHLIGHT_HOME": str(home)}
    _seconds_to_ready(env)
    took = _seconds_to_ready(env)
    return [Figure(name="run.py, warm, to the first page", value=took, unit="s", must=4, stretch=2, low=True)]


def _seconds_to_ready(env: dict[str, str]) -> float:
    port = two_free_ports()
    began = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "run.py"], cwd=ROOT, env={**env, "PORT": str(port)}, stdout=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < LONGEST_SECONDS and not _is_ready(port):
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").is_success
    except httpx.TransportError:
        return False

"""`python -m tests.bench [group …]`: measure, print one table, write bench.json."""

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.bench import console, crowds, mail, memory, pages, paper, scale, secrecy, stripe_events, tasks, tools, trips
from tests.bench.figures import Figure, as_json, table
from tests.bench.stage import Stage, a_stage

Group = Callable[[Stage], Awaitable[list[Figure]]]
GROUPS: dict[str, Group] = {
    "pages": pages.measure,
    "trips": trips.measure,
    "console": console.measure,
    "crowds": crowds.measure,
    "paper": paper.measure,
    "memory": memory.measure,
    "secrecy": secrecy.measure,
    "tasks": tasks.measure,
    "mail": mail.measure,
    "stripe": stripe_events.measure,
    "tools": tools.measure,
    "scale": scale.measure,
}
QUIET = 2.5
"""The load average above which absolute figures say little."""


def main(names: list[str]) -> int:
    unknown = set(names) - set(GROUPS)
    if unknown:
        print(f"there is no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        return 2
    before = how_quiet()
    began = time.monotonic()
    figures = uvloop.run(measure(names or list(GROUPS)))
    print(f"\n{table(figures)}\n\nbefore: {before}\nafter:  {how_quiet()}, {time.monotonic() - began:.0f} s")
    Path("bench.json").write_text(json.dumps({"quiet": before, "figures": as_json(figures)}, indent=1))
    return 0


async def measure(names: list[str]) -> list[Figure]:
    figures = []
    async with a_stage() as stage:
        for name in names:
            print(f"-- {name}", file=sys.stderr, flush=True)
            figures += await GROUPS[name](stage)
    return figures


def how_quiet() -> str:
    """The machine's load, and how much of its time others took."""
    load = os.getloadavg()[0]
    stat = Path("/proc/stat")
    words = stat.read_text().split("\n", 1)[0].split()[1:] if stat.exists() else []
    steal = f", {int(words[7]) / sum(map(int, words)):.1%} stolen since boot" if len(words) > 7 else ""
    return f"load {load:.1f} on {os.cpu_count()} processors{steal}{'' if load < QUIET else ': NOT QUIET'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

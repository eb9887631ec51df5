"""What the worker would do now, done in this process."""

from collections.abc import Awaitable, Callable

import pytest

from tenants import tasks
from workers.perform import PACES, perform, settle

RunTasks = Callable[[], Awaitable[int]]


@pytest.fixture
def run_tasks() -> RunTasks:
    """Perform every due task, and those that they lead to; how many that was."""

    async def run() -> int:
        performed = 0
        while claims := [(pace, await tasks.claim(lane, 100)) for lane, pace in PACES.items()]:
            if not any(mine for _, mine in claims):
                break
            for pace, mine in claims:
                await settle(mine, await perform(mine), pace)
                performed += len(mine)
        return performed

    return run

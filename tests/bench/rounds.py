"""Contests: everybody runs in turn, three times over, so that a noisy minute is everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Answers, load
from tests.bench.stage import Served

ROUNDS = 3
SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """Pages a second, and milliseconds of the server's processor for each."""

    rate: float
    cpu: float


class Contest:
    def __init__(self, *, connections: int = 8, seconds: float = SECONDS) -> None:
        self._connections, self._seconds = connections, seconds
        self._entrants: dict[str, tuple[Served, bytes]] = {}

    def enter(self, name: str, served: Served, request: bytes) -> None:
        self._entrants[name] = (served, request)

    async def run(self) -> dict[str, Run]:
        """The median of each. Raises RuntimeError when anything but the page was answered."""
        for name in self._entrants:
            await self._once(name)
        runs: dict[str, list[Run]] = {name: [] for name in self._entrants}
        for _ in range(ROUNDS):
            for name, of_mine in runs.items():
                of_mine.append(await self._once(name))
        return {
            name: Run(median(run.rate for run in mine), median(run.cpu for run in mine)) for name, mine in runs.items()
        }

    async def _once(self, name: str) -> Run:
        served, request = self._entrants[name]
        before = served.cpu
        answers = await load(served.port, [request], connections=self._connections, seconds=self._seconds, warm=0)
        if answers.errors or not answers.count:
            raise RuntimeError(f"{name}: {answers.errors} of {answers.count + answers.errors} answers were wrong")
        return Run(answers.rate, (served.cpu - before) * 1000 / answers.count)


def middle(rounds: Sequence[Answers]) -> Answers:
    """The round with the median rate."""
    return sorted(rounds, key=lambda answers: answers.rate)[len(rounds) // 2]

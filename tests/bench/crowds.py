"""The list under few and many connections."""

from tests.bench.figures import Figure
from tests.bench.load import Answers, load
from tests.bench.rounds import middle
from tests.bench.stage import Stage

CONNECTIONS = (1, 8, 32, 256)


async def measure(stage: Stage) -> list[Figure]:
    web, request = stage.web(), stage.dana.asks("/invoices")
    rounds: dict[int, list[Answers]] = {connections: [] for connections in CONNECTIONS}
    for _ in range(3):
        for connections, mine in rounds.items():
            mine.append(await load(web.port, [request], connections=connections, seconds=2))
    one, eight, some, many = (middle(mine) for mine in rounds.values())
    errors = sum(answers.errors for mine in rounds.values() for answers in mine)
    return [
        Figure(name="list, 1 connection: p50", value=one.p50, unit="ms", must=1.5, stretch=0.8, low=True),
        Figure(name="list, 8 connections: p99", value=eight.p99, unit="ms", must=15, stretch=8, low=True),
        Figure(name="list, 32 connections: p99", value=some.p99, unit="ms", must=60, stretch=30, low=True),
        Figure(name="  32 against 8 connections", value=some.rate / eight.rate, unit="x", must=0.9, stretch=1),
        Figure(name="  256 against 8 connections", value=many.rate / eight.rate, unit="x", must=0.9, stretch=1),
        Figure(name="  errors", value=errors, must=0, stretch=0, low=True),
    ]

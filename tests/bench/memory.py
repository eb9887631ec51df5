"""What a web process holds after a while."""

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.stage import Stage

REQUESTS = 10_000


async def measure(stage: Stage) -> list[Figure]:
    dana, web = stage.dana, stage.web()
    paths = ("/", "/invoices", f"/invoices/{dana.invoice_id}", "/profile")
    asked = [*(dana.asks(path) for path in paths), dana.asks_as_stranger(dana.share_path)]
    await load(web.port, asked * (REQUESTS // len(asked)), once=True)
    first = web.memory
    await load(web.port, asked * (REQUESTS // len(asked)), once=True)
    drift = (web.memory / first - 1) * 100
    return [
        Figure(name="web process after 10,000 requests", value=first, unit="MB", must=110, stretch=70, low=True),
        Figure(name="  growth over the next 10,000", value=drift, unit="%", must=5, stretch=1, low=True),
    ]

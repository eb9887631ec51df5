"""PDFs, and the pages beside them."""

import asyncio

from tests.bench.figures import Figure
from tests.bench.load import load
from tests.bench.people import size_of
from tests.bench.stage import Stage


async def measure(stage: Stage) -> list[Figure]:
    web, page = stage.web(), stage.dana.asks("/invoices")
    paper = stage.dana.asks(f"/invoices/{stage.dana.invoice_id}.pdf")
    alone = await load(web.port, [paper], connections=1, seconds=3, warm=0.5)
    idle = await load(web.port, [page], connections=8, seconds=2)
    beside, _ = await asyncio.gather(
        load(web.port, [page], connections=8, seconds=2), load(web.port, [paper], connections=32, seconds=3, warm=0)
    )
    assert not alone.errors + idle.errors + beside.errors
    size = await size_of(stage.dana, f"/invoices/{stage.dana.invoice_id}.pdf")
    return [
        Figure(name="PDF: p50", value=alone.p50, unit="ms", must=8, stretch=4, low=True),
        Figure(name="  p99", value=alone.p99, unit="ms", must=25, stretch=8, low=True),
        Figure(name="  size", value=size / 1000, unit="KB", must=40, stretch=20, low=True),
        Figure(
            name="list's p99 beside 32 PDFs, against idle",
            value=beside.p99 / idle.p99,
            unit="x",
            must=2,
            stretch=1.3,
            low=True,
        ),
    ]

"""PDFs, and the pages beside them."""

import asyncio

from tests.bench.figures import Figure
from tests.bench.histories import a_history
from tests.bench.load import load
from tests.bench.people import a_person, size_of
from tests.bench.stage import Stage

PAPERS = {
    "estimate": "/estimates/{estimate_id}.pdf",
    "certificate of acceptance": "/estimates/{accepted_id}/certificate.pdf",
    "agreement": "/agreements/{agreement_id}.pdf",
    "statement of a year": "/statement.pdf",
}


async def measure(stage: Stage) -> list[Figure]:
    return [*await _invoice(stage), *await _every_noun(stage)]


async def _every_noun(stage: Stage) -> list[Figure]:
    """One after another, of a customer with 25 of each noun."""
    person = await a_person("acme", bills=25)
    shown = await a_history(person, many=25, within=5)
    figures = []
    for name, path in PAPERS.items():
        paper = path.format(**shown)
        alone = await load(stage.web().port, [person.asks(paper)], connections=1, seconds=1.5, warm=0.5)
        assert not alone.errors
        size = await size_of(person, paper) / 1000
        figures.append(Figure(name=f"PDF of {name}: p50", value=alone.p50, unit=f"ms, {size:.1f} KB"))
    return figures


async def _invoice(stage: Stage) -> list[Figure]:
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

"""Long histories and many companies."""

import asyncio
import statistics
import time
import tracemalloc

import asyncpg

from tenants import directory
from tests.bench.figures import Figure
from tests.bench.histories import a_history
from tests.bench.people import a_customer, a_person, page_of
from tests.bench.rounds import Contest
from tests.bench.stage import Stage

COMPANIES = 10_000
RELATIONS = ("/", "/estimates", "/jobs", "/agreements", "/service-requests", "/messages", "/statement")
FOUNDED = """
INSERT INTO tenant (id, slug, name, portal_name, portal_enabled, welcome, brand_color, phone, email, address, tax_number,
                    currency, locale, time_zone, invoice_prefix, partial_payments, smallest_partial, takes_cards,
                    takes_bank_transfers, application_fee_basis_points, created_at)
SELECT gen_random_uuid(), 'company' || n, 'Company ' || n, portal_name, true, welcome, brand_color, phone, email, address,
       tax_number, currency, locale, time_zone, invoice_prefix, false, 0, false, false, 0, now()
  FROM tenant, generate_series(1, $2) n WHERE id = $1
"""


async def measure(stage: Stage) -> list[Figure]:
    return [*await _long_histories(stage), *await _long_relations(stage), *await _many_companies(stage)]


async def _long_histories(stage: Stage) -> list[Figure]:
    few, many = await a_customer(stage.dana, bills=50), await a_customer(stage.dana, bills=5_000)
    await stage.settle()
    contest, web = Contest(), stage.web()
    contest.enter("50", web, few.asks("/invoices"))
    contest.enter("5,000", web, many.asks("/invoices"))
    contest.enter("50, second", web, few.asks(await page_of(few, 2)))
    contest.enter("200th", web, many.asks(await page_of(many, 190)))
    runs = await contest.run()
    first, last = runs["5,000"].rate / runs["50"].rate, runs["200th"].rate / runs["50, second"].rate
    return [
        Figure(name="5,000 invoices against 50: first page", value=first, unit="x", must=0.9, stretch=1),
        Figure(name="  190th page against the second of 50", value=last, unit="x", must=0.9, stretch=1),
    ]


async def _long_relations(stage: Stage) -> list[Figure]:
    """Somebody with 2,000 invoices and 500 of every other noun, against somebody with 60 of each."""
    few, many = await a_person("acme", bills=60), await a_person("acme", bills=2_000)
    await a_history(few, many=60, within=5)
    await a_history(many, many=500, within=5)
    await stage.settle()
    contest, web = Contest(seconds=0.6), stage.web()
    for path in RELATIONS:
        contest.enter(f"few {path}", web, few.asks(path))
        contest.enter(f"many {path}", web, many.asks(path))
    runs = await contest.run()
    kept = {path: runs[f"many {path}"].rate / runs[f"few {path}"].rate for path in RELATIONS}
    return [Figure(name=f"500 of each noun: {path}", value=kept[path], unit="x", must=0.9, stretch=1) for path in kept]


async def _many_companies(stage: Stage) -> list[Figure]:
    admin = await asyncpg.connect(stage.servers.database("postgres"))
    await admin.execute("ALTER TABLE tenant DISABLE TRIGGER tenant_changed")
    await admin.execute(FOUNDED.replace("$1", f"'{stage.dana.company.tenant.id}'").replace("$2", str(COMPANIES)))
    await admin.execute("ALTER TABLE tenant ENABLE TRIGGER tenant_changed")
    await admin.close()
    await stage.settle()
    base = stage.dana.host.partition(".")[2]
    took = []
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(1, COMPANIES + 1):
        began = time.perf_counter()
        await directory.at_host(f"company{number}.{base}")
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / COMPANIES / 1000
    return [
        Figure(name="first hit of a company", value=statistics.median(took), unit="ms", must=10, stretch=3, low=True),
        Figure(name="  memory for each of 10,000", value=each, unit="KB", must=4, stretch=1, low=True),
    ]

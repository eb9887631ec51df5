"""The console of a company with 10,000 customers and 10,000 of every noun, against one with a hundred."""

from tests.bench.busy_company import BusyCompany, a_busy_company
from tests.bench.figures import Figure
from tests.bench.load import Answers, load
from tests.bench.stage import Served, Stage

FEW, MANY = 400, 10_000
TIMES = 30
SEARCHED = ("customers", "invoices", "estimates", "jobs", "agreements", "requests", "payments")
NARROWED = {
    "customers": ("owing", "overdue", "not_invited", "invited", "bounced"),
    "invoices": ("draft", "open", "overdue", "paid", "void"),
    "estimates": ("draft", "waiting", "asked", "accepted", "declined", "expired"),
    "jobs": ("today", "week", "mine", "completed"),
    "requests": ("all", "new", "closed"),
    "payments": ("received", "sent_back", "on_its_way", "failed"),
    "emails": ("on_the_way", "delivered", "trouble"),
}
PAGES = [
    "",
    *(f"/{noun}" for noun in (*SEARCHED, "visits", "messages", "emails", "audit")),
    *(f"/{noun}?show={shown}" for noun, kinds in NARROWED.items() for shown in kinds),
    *(f"/{noun}?search={typed}" for noun in SEARCHED for typed in ("diaz+77", "di", "qqqq")),
    "/customers?after=00000000-0000-4000-8000-000000000000_diaz+5",
    "/customers/{customer_id}",
    "/invoices/{invoice_id}",
    "/invoices/{invoice_id}/send",
    "/estimates/{estimate_id}",
    "/jobs/{job_id}",
    "/agreements/{agreement_id}",
    "/requests/{request_id}",
]


async def measure(stage: Stage) -> list[Figure]:
    """What one person waits for each page, in milliseconds, and how many times what it is with few rows."""
    few, many = await a_busy_company(FEW), await a_busy_company(MANY)
    await stage.settle()
    web = stage.web()
    figures = []
    for path in PAGES:
        short, long = [(await _waits(web, it, f"/staff{path}")).p50 for it in (few, many)]
        figures.append(Figure(name=f"/staff{path}", value=long, unit="ms", must=30, stretch=10, low=True))
        figures.append(Figure(name=f"    against {FEW} rows", value=long / short, unit="x", must=2, low=True))
    return figures


async def _waits(web: Served, busy: BusyCompany, path: str) -> Answers:
    answers = await load(web.port, [busy.asks(path)] * TIMES, connections=1, once=True)
    if answers.errors:
        raise RuntimeError(f"{path}: {answers.errors} answers were wrong")
    return answers

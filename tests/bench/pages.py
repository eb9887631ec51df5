"""The pages people look at most, against the same list by other means."""

from tests.bench.figures import Figure
from tests.bench.rounds import Contest
from tests.bench.stage import Stage


async def measure(stage: Stage) -> list[Figure]:
    return [*await _lists(stage), *await _other_pages(stage)]


async def _lists(stage: Stage) -> list[Figure]:
    contest = Contest()
    web = stage.web()
    contest.enter("list", web, stage.dana.asks("/invoices"))
    for name in ("hello", "physics", "quart", "fastapi", "django"):
        contest.enter(name, stage.serve(name), stage.dana.asks_rival("/invoices"))
    contest.enter("unwalled", stage.serve("unwalled"), stage.dana.asks("/invoices"))
    runs = await contest.run()
    list_ = runs["list"]
    against = {name: list_.rate / runs[name].rate for name in runs}
    return [
        Figure(name="list of 25 invoices", value=list_.rate, unit="pages/s"),
        Figure(name="  processor for a page", value=list_.cpu, unit="ms"),
        Figure(name="  against Django + gunicorn", value=against["django"], unit="x", must=4, stretch=7),
        Figure(name="  against FastAPI + SQLAlchemy", value=against["fastapi"], unit="x", must=2, stretch=4),
        Figure(name="  against physics", value=against["physics"], unit="x", must=0.25, stretch=0.45),
        Figure(name="  against plain Quart", value=against["quart"], unit="x"),
        Figure(name="  against hello", value=against["hello"], unit="x"),
        Figure(name="  against itself without the walls", value=against["unwalled"], unit="x", must=0.85, stretch=0.93),
        *(
            Figure(name=f"  {name}", value=run.rate, unit=f"pages/s, {run.cpu:.2f} ms")
            for name, run in runs.items()
            if name != "list"
        ),
    ]


async def _other_pages(stage: Stage) -> list[Figure]:
    dana, web = stage.dana, stage.web()
    contest = Contest()
    contest.enter("home", web, dana.asks("/"))
    contest.enter("whole invoice", web, dana.asks(f"/invoices/{dana.invoice_id}"))
    contest.enter("share link", web, dana.asks_as_stranger(dana.share_path))
    contest.enter("sign-in page", web, dana.asks_as_stranger("/sign-in"))
    runs = await contest.run()
    return [Figure(name=name, value=run.rate, unit=f"pages/s, {run.cpu:.2f} ms") for name, run in runs.items()]

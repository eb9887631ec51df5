"""The pages people look at most, against the same list by other means."""

from tests.bench.figures import Figure
from tests.bench.histories import a_history
from tests.bench.people import a_person
from tests.bench.rounds import Contest
from tests.bench.stage import Stage

EACH = 0.6
"""Seconds a round for each of the many pages."""
PAGES = {
    "home with everything on it": "/",
    "estimates": "/estimates",
    "  one estimate": "/estimates/{estimate_id}",
    "jobs": "/jobs",
    "  one job with photos": "/jobs/{job_id}",
    "agreements": "/agreements",
    "  one agreement, signed and billed": "/agreements/{agreement_id}",
    "service requests": "/service-requests",
    "  one request with photos": "/service-requests/{request_id}",
    "  the form": "/service-requests/new",
    "messages": "/messages",
    "statement": "/statement",
    "  as CSV": "/statement.csv",
    "profile": "/profile",
    "estimate by share link": "/e/{estimate_token}",
}


async def measure(stage: Stage) -> list[Figure]:
    return [*await _lists(stage), *await _other_pages(stage), *await _every_noun(stage)]


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


async def _every_noun(stage: Stage) -> list[Figure]:
    """Of a customer with 25 of each noun, against the list of the same minutes."""
    person = await a_person("acme", bills=25)
    shown = await a_history(person, many=25, within=5)
    await stage.settle()
    contest, web = Contest(seconds=EACH), stage.web()
    contest.enter("list", web, stage.dana.asks("/invoices"))
    for number, path in enumerate(PAGES.values()):
        contest.enter(str(number), web, person.asks(path.format(**shown)))
    runs = await contest.run()
    list_ = runs.pop("list")
    return [
        Figure(name=name, value=run.rate, unit=f"pages/s, {run.cpu:.2f} ms, {run.rate / list_.rate:.2f} of the list's")
        for name, run in zip(PAGES, runs.values(), strict=True)
    ]

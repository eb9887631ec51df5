"""The whole stack in processes of its own, and people with real browsers in front of it."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from sandbox.processes import Process
from settings import settings
from tenants.isolation import statement
from tests.browser.haste import name_unready_pages, without_haste
from tests.browser.person import DESKTOP, PHONE, Browse, Person
from tests.patience import PATIENCE
from tests.sandboxes import Postmark, Stripe
from tests.till import Till
from tests.world import Company, World

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages that tests make up come from no network, and could not show one of this machine in a frame at all.
    "--disable-features=LocalNetworkAccessChecks",
)
HOW_TO_GET_ONE = "no Chromium here: apt-get install chromium, or name one with CHROMIUM=path"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Without one these tests are skipped, except where a skipped test would be overlooked."""
    found = shutil.which(os.environ.get("CHROMIUM") or "chromium") or shutil.which("google-chrome")
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    return found


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        await name_unready_pages(playwright)
        started = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        await started.close()


@pytest.fixture(scope="package")
def serving(sandbox: str, database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Web and worker, as the Procfile starts them, while the tests of this folder run."""
    logs = tmp_path_factory.mktemp("serving")
    with ExitStack() as stack:
        for name, module in {"web": "web.serve", "worker": "workers.app"}.items():
            process = a_process(name, module, logs / f"{name}.log")
            stack.callback(process.stop)
            process.start()
        yield


def a_process(name: str, module: str, log: Path) -> Process:
    ready = web_answers if name == "web" else lambda _pid: True
    return Process(name, [sys.executable, "-m", module], is_ready=ready, env=os.environ, log=log)


def web_answers(_pid: int) -> bool:
    try:
        return httpx.get(f"{settings().base_url}/readyz", timeout=PATIENCE).is_success
    except httpx.TransportError:
        return False


@pytest.fixture
def providers(stripe: Stripe, postmark: Postmark) -> tuple[Stripe, Postmark]:
    """Stripe and Postmark, whose webhooks arrive by themselves."""
    stripe.post("webhooks", mode="on")
    postmark.post("webhooks", mode="on")
    return stripe, postmark


@pytest.fixture
async def browse(
    browser: Browser, serving: None, providers: tuple[Stripe, Postmark], world: World
) -> AsyncIterator[Browse]:
    """`await browse(world.acme)`: somebody with a browser of their own. Nobody's browser may complain about a page."""
    people: list[Person] = []
    # All browsers here are at one address, whose budget of sign-in mails the stories together would use up.
    await statement("DELETE FROM allowance")

    async def somebody(company: Company, **options: Any) -> Person:
        context = await browser.new_context(**{**PHONE, **options})
        people.append(Person(company, context, await without_haste(await context.new_page()), providers[1]))
        return people[-1]

    yield somebody
    for person in people:
        await person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> dict[str, Any]:
    """For what is laid out differently: a phone, then a desktop."""
    options: dict[str, Any] = request.param
    return options


@pytest.fixture
def acme(world: World, providers: tuple[Stripe, Postmark]) -> Till:
    """Acme's account at Stripe, and what is paid into it."""
    return Till(world.acme, providers[0])


@pytest.fixture
async def dana(browse: Browse, world: World) -> Person:
    """Dana, signed in at Acme on a phone."""
    return await (await browse(world.acme)).sign_in()

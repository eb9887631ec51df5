"""How much a page weighs on its way to a phone: bytes and requests, as the network counts them."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession

from tenants import share_links
from tenants.isolation import acting_for
from tests.browser.person import Person
from tests.builders import a_share_link, an_invoice
from tests.till import Till

KB = 1024


@dataclass
class Weight:
    """Of one page: bytes of everything that came over the network, and of scripts; `urls` in order."""

    urls: list[str] = field(default_factory=list)
    bytes: int = 0
    script_bytes: int = 0


async def test_it_shows_a_list_of_25_on_a_first_visit_for_30_kb_in_6_requests(dana: Person, acme: Till) -> None:
    async with acting_for(acme.tenant):
        for _ in range(25):
            await an_invoice(acme.company.customer)

    weight = await weigh(dana, "/invoices", first_visit=True)

    assert weight.bytes <= 30 * KB, weight
    assert len(weight.urls) <= 6, weight
    assert weight.script_bytes <= 10 * KB, weight


async def test_it_shows_an_invoice_on_a_first_visit_for_40_kb_in_7_requests(dana: Person, acme: Till) -> None:
    weight = await weigh(dana, f"/invoices/{(await acme.invoice()).id}", first_visit=True)

    assert weight.bytes <= 40 * KB, weight
    assert len(weight.urls) <= 7, weight


async def test_it_shows_a_shared_invoice_on_a_first_visit_for_40_kb_in_7_requests(dana: Person, acme: Till) -> None:
    invoice = await acme.invoice()
    async with acting_for(acme.tenant):
        path = share_links.address(await a_share_link(invoice))

    weight = await weigh(dana, path, first_visit=True)

    assert weight.bytes <= 40 * KB, weight
    assert len(weight.urls) <= 7, weight


async def test_it_shows_an_invoice_again_for_6_kb_in_one_request(dana: Person, acme: Till) -> None:
    path = f"/invoices/{(await acme.invoice()).id}"
    await dana.go(path)

    weight = await weigh(dana, path)

    assert weight.bytes <= 6 * KB, weight
    assert len(weight.urls) == 1, weight


async def weigh(person: Person, path: str, *, first_visit: bool = False) -> Weight:
    """Open the page in a tab of its own, with nothing in the browser's cache on a first visit."""
    tab = await person.another_tab()
    network = await tab.context.new_cdp_session(tab.page)
    await network.send("Network.enable")
    if first_visit:
        await network.send("Network.clearBrowserCache")
    weight = listening(network)
    await tab.go(path)
    await tab.page.wait_for_load_state("networkidle")
    await asyncio.sleep(0)
    return weight


def listening(network: CDPSession) -> Weight:
    weight, kinds, cached = Weight(), {}, set()

    def receive(told: dict[str, Any]) -> None:
        response = told["response"]
        if response["url"].startswith("http") and not response.get("fromDiskCache") and told["requestId"] not in cached:
            kinds[told["requestId"]] = told["type"]
            weight.urls.append(response["url"])

    def finish(told: dict[str, Any]) -> None:
        kind = kinds.get(told["requestId"])
        size = int(told["encodedDataLength"]) if kind else 0
        weight.bytes += size
        weight.script_bytes += size if kind == "Script" else 0

    network.on("Network.requestServedFromCache", lambda told: cached.add(told["requestId"]))
    network.on("Network.responseReceived", receive)
    network.on("Network.loadingFinished", finish)
    return weight

"""The web process killed while somebody pays: the press is made again, and is the same payment."""

import threading
from pathlib import Path

import httpx
import pytest

from settings import settings
from tenants import share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.builders import a_share_link
from tests.patience import PATIENCE, pause
from tests.raw import Served
from tests.sandboxes import Stripe
from tests.till import Till
from tests.world import World


async def pay_address(till: Till, invoice: Invoice) -> str:
    async with acting_for(till.tenant):
        return f"{share_links.address(await a_share_link(invoice))}/pay"


def serving(folder: Path) -> Served:
    return Served(folder, is_patient=True, STRIPE_API_BASE=settings().stripe_api_base)


def press(web: Served, till: Till, path: str) -> httpx.Response:
    headers = {"Host": till.tenant.host, "Sec-Fetch-Site": "same-origin"}
    return httpx.post(f"http://127.0.0.1:{web.port}{path}", headers=headers, timeout=PATIENCE)


def press_and_be_cut_off(web: Served, till: Till, path: str, after: float) -> None:
    def asking() -> None:
        with pytest.raises(httpx.TransportError):
            press(web, till, path)

    browser = threading.Thread(target=asking)
    browser.start()
    pause(after)
    web.process.kill()
    browser.join(PATIENCE)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_it_makes_one_page_though_web_was_killed_while_stripe_made_it(
    world: World, stripe: Stripe, tmp_path: Path, when: str
) -> None:
    till = Till(world.acme, stripe)
    invoice = await till.invoice()
    path = await pay_address(till, invoice)
    stripe.post("faults", path_prefix="/v1/checkout/sessions", timeout=20, when=when, times=1)

    with serving(tmp_path) as web:
        press_and_be_cut_off(web, till, path, after=0.8)
    with serving(tmp_path) as web:
        answers = [press(web, till, path) for _ in range(2)]

    pages = {answer.headers["Location"] for answer in answers}
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(pages) == len(await till.attempts(invoice)) == 1


async def test_what_was_paid_meanwhile_is_found(world: World, stripe: Stripe, tmp_path: Path) -> None:
    till = Till(world.acme, stripe)
    invoice = await till.invoice()
    path = await pay_address(till, invoice)

    with serving(tmp_path) as web:
        page = press(web, till, path).headers["Location"]
        web.process.kill()
    till.pay(page.rsplit("/", 1)[1])
    await till.look(invoice)

    assert (await till.status(invoice), await till.books_agree()) == ("paid", True)

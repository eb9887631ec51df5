"""The page behind a letter's way out, and the mail program that presses it for its people."""

import httpx
import pytest

from tenants import unsubscribe
from tests.signing_in import a_browser, heading
from tests.tenants.test_unsubscribe import a_letter, quiet
from tests.world import World
from workers.postmark import Message, _fields


@pytest.fixture
async def path(world: World) -> str:
    found = unsubscribe.path(await a_letter(world.acme))
    assert found
    return found


async def test_it_asks_before_it_stops(world: World, path: str) -> None:
    async with a_browser(world.acme) as browser:
        looked = await browser.get(path)
        before = await quiet(world.acme)
        pressed = await browser.post(path)

    assert (heading(looked), before) == ("No more of these emails?", [])
    assert (heading(pressed), await quiet(world.acme)) == ("No more of these emails", ["receipts"])
    assert looked.headers["Referrer-Policy"] == "no-referrer"


async def test_a_mail_program_presses_it_from_nowhere(world: World, path: str) -> None:
    async with a_browser(world.acme) as program:
        answer = await program.post(
            path,
            content="List-Unsubscribe=One-Click",
            headers={"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded"},
        )

    assert answer.status_code == 200
    assert await quiet(world.acme) == ["receipts"]


@pytest.mark.parametrize("proof", ["x", "0" * 75, "é" * 75])
async def test_what_is_no_ticket_is_gone(world: World, proof: str) -> None:
    async with a_browser(world.acme) as browser:
        answers: list[httpx.Response] = [
            await browser.get(f"/unsubscribe/{proof}"),
            await browser.post(f"/unsubscribe/{proof}"),
        ]

    assert [answer.status_code for answer in answers] == [410, 410]


def test_the_mail_says_where() -> None:
    mail = Message("d@example.com", "Hi", "Hi", "", "p@example.com", None, "receipt", {}, "https://acme.example/x")

    assert _fields(mail)["Headers"] == {
        "List-Unsubscribe": "<https://acme.example/x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

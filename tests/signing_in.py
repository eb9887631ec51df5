"""Signing in without a browser: ask for a link, read what the mail would say, use it."""

import re
from functools import cache
from html import unescape
from random import randrange
from secrets import token_urlsafe

import httpx
from quart import Quart

from tenants import sign_in
from tenants.allowances import Budget
from tenants.isolation import acting, acting_for, statement
from tenants.sign_in import Browser, Entered, MagicLink, Purpose, Refused
from tests.world import Company
from web.app import create_app


async def asked(
    company: Company,
    email: str = "",
    *,
    browser: str = "",
    network: str = "",
    next_path: str = "",
    held_mark: str = "",
    purpose: Purpose = Purpose.CONTACT,
) -> MagicLink:
    """The request `company`'s contact (or `email`) has just made."""
    async with acting_for(company.tenant):
        await sign_in.request_link(
            email or company.contact.email,
            browser=browser or token_urlsafe(32),
            network=network or token_urlsafe(8),
            next_path=next_path,
            held_mark=held_mark,
            purpose=purpose,
        )
    return await newest_link(company)


async def newest_link(company: Company) -> MagicLink:
    async with acting_for(company.tenant):
        return (await MagicLink.all().order_by("-created_at").limit(1))[0]


async def open_link(
    company: Company, secret: str, *, browser: str = "", typed: str = "", held: str | None = None
) -> Entered | Refused:
    async with acting_for(company.tenant):
        return await sign_in.by_link(secret, typed, Browser(asking=browser, device="Safari on iPhone", session=held))


async def type_code(company: Company, code: str, browser: str, network: str | None = None) -> Entered | Refused:
    async with acting_for(company.tenant):
        return await sign_in.by_code(code, Browser(asking=browser, device="Safari on iPhone", network=network))


async def use_up(budget: Budget, subject: object, but: int = 0) -> None:
    """Leave `but` uses of the subject's budget, as if somebody had had all the others just now."""
    await statement(
        "INSERT INTO allowance (key, used_at) SELECT $1, now() FROM generate_series(1, $2)",
        budget.key(subject),
        budget.most - but,
    )


async def signed_in(company: Company, email: str = "") -> Entered:
    browser = token_urlsafe(32)
    link = await asked(company, email, browser=browser)
    entered = await open_link(company, link.secret, browser=browser)
    assert isinstance(entered, Entered)
    return entered


async def shift(company: Company, table: str, column: str, by: str) -> None:
    """Move a moment of all of the company's rows by `by` ("-10 minutes"): time passes without waiting."""
    async with acting_for(company.tenant):
        await acting().rows(f"UPDATE {table} SET {column} = {column} + $1::text::interval", by)


@cache
def application() -> Quart:
    return create_app()


def a_browser(company: Company) -> httpx.AsyncClient:
    """A browser of its own, on a network of its own, at the company's portal. (Secure cookies need https to travel.)"""
    address = f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}"
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application(), client=(address, 50000)),
        base_url=company.tenant.origin.replace("http://", "https://"),
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"},
    )


async def ask(browser: httpx.AsyncClient, company: Company, email: str = "", next_path: str = "") -> MagicLink:
    """Ask for a link on the sign-in page."""
    answer = await browser.post("/sign-in", data={"email": email or company.contact.email, "next": next_path})
    assert answer.status_code == 303, answer.text
    return await newest_link(company)


async def sign_in_at(
    browser: httpx.AsyncClient, company: Company, email: str = "", next_path: str = ""
) -> httpx.Response:
    """Sign in the way people do: ask, open the mailed link, press its button."""
    link = await ask(browser, company, email, next_path)
    return await browser.post(f"/sign-in/{link.secret}")


def cookie(answer: httpx.Response, name: str) -> str:
    """The Set-Cookie line of `name`, or nothing."""
    return next((line for line in answer.headers.get_list("Set-Cookie") if line.startswith(f"{name}=")), "")


def heading(answer: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    return unescape(found[1]).strip() if found else ""

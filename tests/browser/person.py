"""Somebody with a browser of their own at one company's portal."""

import re
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar
from secrets import token_urlsafe
from typing import Any, Self

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from tenants.sign_in import Purpose
from tests.browser.haste import without_haste
from tests.patience import PATIENCE, until
from tests.sandboxes import Postmark
from tests.signing_in import asked
from tests.visitor import Visitor
from tests.world import Company

Browse = Callable[..., Awaitable["Person"]]
Letter = dict[str, Any]

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

expect.set_options(timeout=PATIENCE * 1000)


class Person:
    """Looks at pages, presses, types and reads mail.

    What their browser complains about is kept in `complaints`, but for an answer that a story `bears` with.
    """

    def __init__(self, company: Company, context: BrowserContext, page: Page, postmark: Postmark) -> None:
        self.company, self.context, self.page, self.postmark = company, context, page, postmark
        self.email = company.contact.email
        self.complaints: list[str] = []
        self.bears = ""
        context.set_default_timeout(PATIENCE * 1000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"{error.page}: {error.error}"))
        context.on("response", self._receive)

    async def go(self, path: str = "/") -> Self:
        await self.page.goto(self.company.tenant.url(path) if path.startswith("/") else path)
        return self

    async def another_tab(self) -> "Person":
        """The same browser, one tab more."""
        return Person(self.company, self.context, await without_haste(await self.context.new_page()), self.postmark)

    async def type(self, label: str, text: str) -> None:
        await self.page.get_by_label(label).fill(text)

    async def press(self, words: str) -> None:
        """Press the button or link that says so (a pattern)."""
        await self.pressable(words).click()

    def pressable(self, words: str) -> Locator:
        name = re.compile(words)
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        return found.filter(visible=True).first

    async def sees(self, *words: str) -> None:
        """All of it stands on the page, at once or in a moment."""
        for each in words:
            await expect(self.page.locator("body")).to_contain_text(each)

    async def sees_no(self, *words: str) -> None:
        for each in words:
            await expect(self.page.locator("body")).not_to_contain_text(each)

    async def is_at(self, path: str) -> None:
        await expect(self.page).to_have_url(self.company.tenant.url(path))

    async def is_back_at(self, path: str) -> None:
        """On the page the payment was made from, with Stripe's session in the address."""
        await expect(self.page).to_have_url(re.compile(f"^{re.escape(self.company.tenant.url(path))}[?]s=cs_"))

    async def pay(self, *, by_bank: bool = False) -> None:
        """From our page to Stripe's, and pay there; the browser comes back by itself."""
        await self.press("^Pay")
        await self.pay_at_stripe(by_bank=by_bank)

    async def pay_at_stripe(self, *, by_bank: bool = False) -> None:
        await self.is_at_stripe()
        if by_bank:
            await self.page.get_by_label("Bank account").check()
        await self.press("^Pay")

    async def is_at_stripe(self) -> None:
        await expect(self.page).to_have_url(re.compile("/stripe/checkout/"))

    async def ask_for_link(self, path: str = "/") -> Letter:
        """Ask for a sign-in mail on the way to `path`; the mail."""
        await self.go(path)
        await self.type("Your email address", self.email)
        await self.press("Email me a link")
        await self.sees("Check your email")
        return await self.mail("sign-in link")

    async def sign_in(self, path: str = "/") -> Self:
        """Through the real door, for tests of what is behind it: the mailed link, opened in the browser that asked."""
        return await self._enter("/sign-in", Purpose.CONTACT, self.email, path)

    async def sign_in_staff(self, path: str = "/staff", email: str = "") -> Self:
        """The same at the door of the company's staff; the owner, unless another address is given."""
        return await self._enter("/staff/sign-in", Purpose.STAFF, email or self.company.owner.email, path)

    async def _enter(self, door: str, purpose: Purpose, email: str, path: str) -> Self:
        browser = token_urlsafe(32)
        link = await asked(self.company, email, browser=browser, next_path=path, purpose=purpose)
        origin = self.company.tenant.origin.replace("http:", "https:")  # a Secure cookie, which localhost gets anyway
        await self.context.add_cookies([{"name": "__Host-asking", "value": browser, "url": origin, "secure": True}])
        await self.go(f"{door}/{link.secret}")
        await self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self

    async def mail(self, about: str, to: str = "") -> Letter:
        """The newest letter with `about` in its subject, once it has arrived."""
        return (await self.mails(about, to))[0]

    async def mails(self, about: str, to: str = "", most_before: int = 0) -> list[Letter]:
        """The letters with `about` in their subjects, newest first, once there are more than `most_before`."""
        found: list[Letter] = []

        def have_come() -> bool:
            found[:] = [it for it in self.postmark.messages(to or self.email) if about in it["Subject"]]
            return len(found) > most_before

        await until(have_come, f"a mail about {about!r} reaches {to or self.email}")
        return found

    def _hear(self, message: ConsoleMessage) -> None:
        # A designed error page is loaded with its status, which the console repeats.
        if message.type in {"error", "warning"} and "responded with a status of" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _receive(self, response: Response) -> None:
        answer = f"{response.url}: {response.status}"
        is_borne = bool(self.bears) and answer.endswith(self.bears)
        if response.status >= 400 and not response.request.is_navigation_request() and not is_borne:
            self.complaints.append(answer)


async def let_in(context: BrowserContext, visitor: Visitor) -> None:
    """Give a browser what keeps this visitor signed in."""
    jar: CookieJar = visitor.client.cookie_jar
    origin = visitor.company.tenant.origin.replace("http:", "https:")  # Secure cookies, which localhost gets anyway
    held = {it.name: it.value or "" for it in jar if it.name in {"__Host-session", "__Host-staff"}}
    await context.add_cookies([{"name": it, "value": held[it], "url": origin, "secure": True} for it in held])


def link_in(letter: Letter) -> str:
    """The address a letter wants opened."""
    found = re.search(r"^http\S+/(?:sign-in|i|invoices)/\S+", letter["TextBody"], re.MULTILINE)
    assert found, letter["TextBody"]
    return found[0]


def code_in(letter: Letter) -> str:
    found = re.search(r"\d{3} ?\d{3}$", letter["TextBody"], re.MULTILINE)
    assert found, letter["TextBody"]
    return found[0]

"""A company and its customers who write scripts into every field: no browser of anybody runs a word of it."""

from collections.abc import AsyncIterator, Iterable
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page
from quart import Quart

from settings import settings
from templates.filters import terms
from tenants import share_links
from tenants.emails import Delivery, Email
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.browser.person import let_in
from tests.builders import a_list_import, an_entry, an_invoice
from tests.forms import UUID, Form, anew, forms
from tests.patience import PATIENCE, until
from tests.sandboxes import Postmark
from tests.templates.hostile_markdown import CORPUS, RUNS
from tests.visitor import Visitor
from tests.web.staff.test_forms import ENDS, a_console
from tests.world import World

CANARIES = (
    """"'--></title></textarea></style></script><x-ran><img src=x onerror=ran()><svg onload=ran()>{{7*7}}[a](javascript:ran())""",
    """"'><x-ran><img src onerror=ran()>""",
    "javascript:ran()//",
    "<x-ran>",
)
"""The longest that a field takes goes into it."""

# What no form of ours writes: words of browsers, banks, photos, files and other people's servers.
FROM_ELSEWHERE = {
    "photo": ("name",),
    "upload": ("name",),
    "session": ("device",),
    "email": ("reason",),
    "list_import": ("by",),
}

# Stands before every page, also in frames.
WATCH = """
globalThis.ran = () => told("ran");
addEventListener("securitypolicyviolation", it => told(`${it.violatedDirective} ${it.blockedURI} ${it.sample}`));
"""
PLANTED = """() => [...document.querySelectorAll("x-ran, [onerror], [onload], [href^='javascript:' i], [src^='javascript:' i]")]
  .map(it => it.outerHTML.slice(0, 200))"""
PAGE = f"""() => ({{
  planted: ({PLANTED})(),
  links: [...document.querySelectorAll("a[href], iframe[src]")].map(it => it.href ?? it.src),
  hasCanary: document.documentElement.outerHTML.includes("x-ran"),
}})"""
ALLOWED = "P BR STRONG EM UL OL LI A".split()  # noqa: SIM905
READ = """html => {
  const part = document.createElement("div");
  part.innerHTML = html;
  part.innerHTML = part.innerHTML;
  return [...part.querySelectorAll("*")].map(it =>
    [it.tagName, it.getAttributeNames().join(), it.href ? new URL(it.href).protocol : ""]);
}"""


class Watched:
    """A browser in which every script that ran, and every one that was stopped, is noted beside the page."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page
        self.told: list[str] = []
        self.seen: dict[str, str] = {}
        self.canaries = 0

    async def watch(self) -> None:
        await self.context.expose_binding("told", lambda source, words: self.note(words, source["page"].url))
        await self.context.add_init_script(WATCH)
        self.page.on("dialog", self._dismiss)
        self.context.on("console", self._hear)

    def note(self, words: str, where: str) -> None:
        self.told.append(f"{where}: {words}")

    async def _dismiss(self, dialog: Dialog) -> None:
        self.note(dialog.message, self.page.url)
        await dialog.dismiss()

    def _hear(self, said: ConsoleMessage) -> None:
        if "Content Security" in said.text:
            self.note(said.text, self.page.url)

    async def crawl(self, origin: str, paths: Iterable[str]) -> None:
        """These pages, and one of each kind that they lead to on the same origin."""
        waiting = [f"{origin}{path}" for path in paths]
        while waiting:
            address = waiting.pop(0)
            if (kind := _kind(address)) in self.seen or _is_no_page(address):
                continue
            self.seen[kind] = address
            waiting += [it for it in await self.look(address) if it.startswith(f"{origin}/")]

    async def look(self, address: str) -> list[str]:
        try:
            await self.page.goto(address, wait_until="domcontentloaded")
        except Error:  # a download, which is no page
            return []
        seen = await self.page.evaluate(PAGE)
        self.told += [f"{address}: planted {it}" for it in seen["planted"]]
        self.canaries += seen["hasCanary"]
        links: list[str] = seen["links"]
        return links


def _kind(address: str) -> str:
    """What an address has in common with those of other records, days and pages of a list."""
    asked = urlsplit(address)
    return f"{asked.netloc}{UUID.sub('…', asked.path)}?{sorted(parse_qs(asked.query))}"


def _is_no_page(address: str) -> bool:
    path = urlsplit(address).path
    return path.endswith((".pdf", ".csv", ".ics", ".png", ".svg", ".zip", "/live", "/sign-out")) or "/photos/" in path


@pytest.fixture
async def watched(browser: Browser, serving: None) -> AsyncIterator[Watched]:
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    context.set_default_timeout(PATIENCE * 1000)
    made = Watched(context, await context.new_page())
    await made.watch()
    yield made
    await context.close()


@pytest.mark.timeout(600)
async def test_no_text_runs_anywhere(
    app: Quart, world: World, watched: Watched, postmark: Postmark, admin: asyncpg.Connection
) -> None:
    console = await a_console(app, world)
    dana = await Visitor(app, world.acme).sign_in()
    portal = [it.rule for it in app.url_map.iter_rules() if it.endpoint.startswith("portal.") and not it.arguments]
    await write_everywhere(dana, await forms(dana, portal))
    await write_everywhere(console.olive, console.forms)
    more = [*await _from_elsewhere(world, admin), *await _shared(world)]

    for visitor in (dana, console.olive):
        await let_in(watched.context, visitor)
    await watched.crawl(world.acme.tenant.origin, [*console.paths, *portal, *more])
    await watched.crawl(settings().base_url, ("/", "/sign-up", "/find"))
    await read_mail(watched, world, postmark)

    assert watched.told == []
    assert len(watched.seen) > 130
    assert watched.canaries > 80
    for theirs in map(world.acme.tenant.url, ("/profile", "/staff/settings/team")):
        await watched.look(theirs)
        assert watched.page.url == theirs


async def test_hostile_markdown_is_inert_to_the_browser_too(watched: Watched) -> None:
    """What a browser makes of it, and makes of that again, is what our own parser has let through."""
    await watched.page.set_content("<base href='https://a.example'>")
    for text in [*CORPUS.values(), *(run * 300 for run in RUNS)]:
        for tag, attributes, protocol in await watched.page.evaluate(READ, terms(text)):
            assert tag in ALLOWED, text
            assert attributes in {"", "rel", "href,rel"}, text
            assert protocol in {"", "https:", "http:", "mailto:", "tel:"}, text

    assert watched.told == []


async def write_everywhere(visitor: Visitor, found: list[Form]) -> None:
    """Fill every field for words in every form, all at once; where that is refused, one after the other."""
    for form in found:
        if form.method == "post" and form.texts and not form.action.endswith(ENDS):
            for canary in CANARIES[:2]:
                changed = dict.fromkeys(form.texts, canary)
                if (await (await anew(visitor, form)).send(visitor, **changed)).status_code != 422:
                    break
            else:
                await _one_by_one(visitor, form)


async def _one_by_one(visitor: Visitor, form: Form) -> None:
    for name in form.texts:
        for canary in CANARIES:
            if (await (await anew(visitor, form)).send(visitor, **{name: canary})).status_code != 422:
                break


async def _from_elsewhere(world: World, admin: asyncpg.Connection) -> list[str]:
    for table, columns in FROM_ELSEWHERE.items():
        for column in columns:
            await admin.execute(
                f"UPDATE {table} SET {column} = $2 WHERE tenant_id = $1", world.acme.tenant.id, CANARIES[1]
            )
    async with acting_for(world.acme.tenant):
        await an_entry(await an_invoice(world.acme.customer), 5_000, method=CANARIES[1])
        cell = '"' + CANARIES[1].replace('"', '""') + '"'
        listed = await a_list_import(f"name,{cell}\n{cell},{cell}")
        mails = await Email.all().values_list("id", flat=True)
    return [f"/staff/settings/import/{listed.id}", *(f"/staff/emails/{id_}" for id_ in mails)]


async def _shared(world: World) -> list[str]:
    """What whoever holds a share link has."""
    async with acting_for(world.acme.tenant):
        documents = [await Invoice.filter(status="open").first(), await Estimate.filter(status="sent").first()]
        links = [await share_links.share(it) for it in documents if it]
    return [share_links.address(link) for link in links]


async def read_mail(watched: Watched, world: World, postmark: Postmark) -> None:
    """As the mailbox shows it, and bare, where nothing but its own text keeps a script from running."""

    async def all_has_left() -> bool:
        return {letter for letter, _ in await _mails(world, Delivery.QUEUED)} <= {"receipt"}  # nobody sends it

    await until(all_has_left)
    people = {to for _, to in await _mails(world, *Delivery)}
    letters = [it for to in people for it in postmark.messages(to) if "x-ran" in it["HtmlBody"]]

    assert len(letters) > 2, await _mails(world, *Delivery)
    for letter in letters[:20]:
        await watched.look(f"{settings().stripe_api_base}/mail/{letter['MessageID']}")
        await watched.page.goto("about:blank")
        await watched.page.set_content(letter["HtmlBody"])
        assert await watched.page.evaluate(PLANTED) == []


async def _mails(world: World, *states: Delivery) -> list[tuple[str, str]]:
    async with acting_for(world.acme.tenant):
        return await Email.filter(status__in=states).values_list("letter", "to_address")

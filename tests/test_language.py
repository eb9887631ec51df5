"""Nothing is said that cannot be translated: every page, letter and paper, in a language that puts «» around all of it."""

import re
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from pypdf import PdfReader
from quart import Quart

from sandbox.servers import Servers
from templates import language, sentences
from templates.language import LANGUAGES, speaking
from tenants import directory, letterhead
from tenants.emails import Email
from tenants.isolation import TenantOwned, acting_for
from tenants.tenant import Tenant
from tests.catalogue import TENANT_TABLES, superuser
from tests.test_isolation import ARGUMENTS, addressed_of_acme
from tests.test_letters import write_every_letter
from tests.visitor import Visitor
from tests.world import World
from web import errors
from workers import emails

LOCALE = "es_US"
WORD = re.compile(r"[^\W\d_]{2,}")
SURFACES = {"portal", "entrance", "share"}
ADDRESS = re.compile(r"https?://\S+")
SAID = re.compile(r"«[^«»]*»")
HEARD = {"aria-label", "title", "alt", "placeholder", "content"}
NAMES = {"Porchlight", "Stripe", "PDF", "CSV", *LANGUAGES.values()}
# Columns whose words are the machine's own.
UNSEEN = re.compile(r"status|state|kind|verb|letter|key|about|role|purpose|slug|.*_id|id|locale")
OURS = r'"\w+_words": "[^"]*"'
"""Facts that are sentences of ours, to be said in the reader's language."""


@pytest.fixture
def marked_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Spanish, but each sentence is the English one between marks."""
    marked = Catalog(locale="es")
    for message in sentences.found():
        forms = [message.id] if isinstance(message.id, str) else message.id
        said = [f"«{form}»" for form in forms]
        marked.add(message.id, said if len(said) > 1 else said[0])
    body = BytesIO()
    write_po(body, marked)
    (tmp_path / "es.po").write_bytes(body.getvalue())
    with monkeypatch.context() as patched:
        patched.setattr(language, "FOLDER", tmp_path)
        language.read()
        yield
    language.read()


class Heard(HTMLParser):
    """All that a person may read or hear of a page: its text, and the attributes that say something."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag if tag in {"style", "script"} else ""
        if tag == "meta" and dict(attrs).get("name") != "description":
            return
        self.said += [
            value or "" for name, value in attrs if name in HEARD or (name[:5] == "data-" and " " in (value or ""))
        ]

    def handle_endtag(self, tag: str) -> None:
        self.hidden = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def unmarked(text: str, known: set[str]) -> list[str]:
    """Words outside the marks that nobody typed: neither data nor dates nor names."""
    while SAID.search(text):
        text = SAID.sub(" ", text)
    return [word for word in WORD.findall(ADDRESS.sub(" ", text)) if word not in known]


def unmarked_html(html: str, known: set[str]) -> list[str]:
    while SAID.search(html):
        html = SAID.sub(" ", html)
    parser = Heard()
    parser.feed(html)
    return unmarked(" ".join(parser.said), known)


def date_words() -> set[str]:
    calendar = Locale.parse(LOCALE)
    names = [*calendar.months["format"]["wide"].values(), *calendar.months["format"]["abbreviated"].values()]
    names += [*calendar.days["format"]["wide"].values(), *calendar.days["format"]["abbreviated"].values()]
    return {word for name in [*names, "de"] for word in WORD.findall(name)}


async def data_words(connection: asyncpg.Connection, tenant: Tenant) -> set[str]:
    """Every word that stands in a row of the company: what people typed, and what was frozen of it."""
    tables = [row["name"] for row in await connection.fetch(TENANT_TABLES)]
    rows = await connection.fetch(
        "SELECT name, portal_name, welcome, address, phone, email, origin FROM (SELECT *, slug AS origin FROM tenant) t WHERE id = $1",
        tenant.id,
    )
    for table in tables:
        rows += await connection.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1", tenant.id)
    texts = [
        re.sub(OURS, "", str(value)).replace("\\n", " ")
        for row in rows
        for name, value in row.items()
        if not UNSEEN.fullmatch(name)
    ]
    return {word for text in texts for word in WORD.findall(text)} | set(WORD.findall(tenant.origin))


@pytest.fixture
async def known(servers: Servers, world: World, marked_language: None) -> AsyncIterator[Any]:
    """Asked when all is written: the words of Acme's data, and of dates."""
    await Tenant.filter(id=world.acme.tenant.id).update(locale=LOCALE)
    world.acme.tenant.locale = LOCALE
    directory.forget()
    async with superuser(servers) as connection:

        async def now() -> set[str]:
            return NAMES | date_words() | await data_words(connection, world.acme.tenant)

        yield now


def pages(app: Quart, rows: dict[type[TenantOwned], TenantOwned]) -> Iterator[str]:
    """Every address that answers a GET with a page or a paper, for these rows."""
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.split(".")[0] in SURFACES and "GET" in (rule.methods or ())
        if is_page and rule.arguments <= ARGUMENTS.keys():  # test_isolation.py misses the others
            yield app.url_map.bind("x").build(rule.endpoint, {name: ARGUMENTS[name](rows) for name in rule.arguments})


async def words_of(visitor: Visitor, path: str, known: set[str]) -> list[str]:
    response = await visitor.get(path)
    kind = response.content_type or ""
    if kind.startswith("text/html"):
        return unmarked_html(await response.get_data(as_text=True), known)
    if kind.startswith("application/pdf"):
        pdf = PdfReader(BytesIO(await response.get_data(as_text=False)))
        return unmarked(" ".join(page.extract_text() for page in pdf.pages).replace("\u200b", ""), known)
    return []


@pytest.mark.parametrize("who", ["signed in", "nobody"])
async def test_every_page_and_paper_can_be_translated(app: Quart, world: World, known: Any, who: str) -> None:
    rows = await addressed_of_acme(world)
    visitor = Visitor(app, world.acme)
    if who == "signed in":
        await visitor.sign_in()
    typed = await known()

    found = {path: words for path in pages(app, rows) if (words := await words_of(visitor, path, typed))}

    assert found == {}


async def test_every_error_can_be_translated(app: Quart, world: World, known: Any) -> None:
    typed = await known()
    for status in sorted(errors.PAGES | {401, 422}):
        async with app.test_request_context("/nothing", headers={"Host": world.acme.tenant.slug}):
            with speaking(LOCALE):
                response = errors.answer(status, "x", "")
        assert unmarked_html(await response.get_data(as_text=True), typed) == [], status


async def test_every_letter_can_be_translated(world: World, known: Any) -> None:
    await write_every_letter(world.acme)
    async with acting_for(world.acme.tenant):
        drafts = await emails._drafts([email.id for email in await Email.all()])
    typed = await known()
    company = letterhead.in_mail(world.acme.tenant)

    for draft in drafts:
        mail = emails._write(world.acme.tenant, company, draft)
        assert unmarked(f"{mail.subject}\n{mail.text}", typed) == [], mail.tag
        assert unmarked_html(mail.html, typed) == [], mail.tag


@pytest.mark.parametrize("planted", ["<p>Due tomorrow</p>", '<a title="Close"></a>', '<p data-gone="It is over"></p>'])
def test_a_planted_sentence_is_noticed(planted: str) -> None:
    assert unmarked_html(planted, {"tomorrow", "is"})


def test_what_is_marked_is_not() -> None:
    assert unmarked_html("<p>«Hello %(name)s, «it» is <b>here</b>» Dana</p>", {"Dana"}) == []

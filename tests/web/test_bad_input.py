"""What no page of ours sends: every route, hostile values in path, query, form and cookies; never a 5xx, never half a row."""

import random
import time
from urllib.parse import quote

import asyncpg
import pytest
from quart import Quart

from settings import settings
from tenants import share_links
from tenants.isolation import acting_for
from tests.builders import a_share_link, an_invoice
from tests.raw import ask
from tests.signing_in import signed_in
from tests.visitor import Visitor
from tests.world import World
from web.app import FORM_BYTES

FORM = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}
HOSTILE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufffe\uffff",
    "\u202e\u2066",
    "\r\nX-Injected: yes",
    "' OR '1'='1' --",
    "\\'; DROP TABLE invoice; --",
    "%' ESCAPE '%",
    "$1",
    "{{7*7}}{%raw%}${x}%(x)s{0.__class__}",
    "<script>alert(1)</script>\"'><svg/onload=x>",
    "../../../etc/passwd",
    "//evil.test",
    "/\\evil.test",
    "javascript:alert(1)",
    "-1",
    "0",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 4000,
    "0x10",
    "１２３",
    "1_000",
    "²",
    "--1",
    "1.005",
    "1,00,0",
    "true",
    "[]",
    "[" * 5000,
    "2026-02-30_x",
    "9999-12-31_00000000-0000-0000-0000-000000000000",
    "0001-01-01_00000000-0000-0000-0000-000000000000",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "x" * 43,
    "é" * 43,
    "a" * 20_000,
    "a@" * 5000,
    "a@x.test\r\nBcc: b@x.test",
    "mıke@x.test",
    '"a b"@x.test',
    "a@" + "x." * 300 + "test",
    "💥" * 1000,
]
NAMES = [
    "email",
    "code",
    "next",
    "amount",
    "before",
    "payment",
    "s",
    "contact_id",
    "tenant_id",
    "amount[]",
    "\x00",
    "__proto__",
]
SECONDS = 5
"""The longest one answer may take: none of these texts keeps the process busy."""


def encoded(text: str) -> bytes:
    return quote(text, safe="", errors="surrogatepass").encode()


def fields(chance: random.Random) -> bytes:
    pairs = [(chance.choice(NAMES), chance.choice(HOSTILE)) for _ in range(chance.randrange(4))]
    return b"&".join(encoded(name) + b"=" + encoded(value) for name, value in pairs)


def routes(app: Quart, chance: random.Random, real: dict[str, str]) -> list[tuple[str, str, str]]:
    """Host-kind, method and path of every route, its arguments sometimes real and sometimes hostile."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            value = real.get(name, "") if chance.random() < 0.5 else chance.choice(HOSTILE)
            path = path.replace(f"<uuid:{name}>", value).replace(f"<{name}>", value)
        kind = "base" if rule.endpoint.startswith(("hooks.", "site.")) else "portal"
        found += [(kind, method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    return found


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("who", ["a stranger", "a contact"])
async def test_no_route_fails_on_any_of_it(
    app: Quart, world: World, caplog: pytest.LogCaptureFixture, who: str, seed: int
) -> None:
    chance = random.Random(seed)
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        link = await a_share_link(invoice)
    real = {"invoice_id": str(invoice.id), "token": share_links.token(link), "ended_id": str(invoice.id)}
    hosts = {"base": settings().base_host, "portal": f"{world.acme.tenant.slug}.localhost"}
    cookie = await cookie_of(app, world) if who == "a contact" else ""

    for kind, method, path in routes(app, chance, real) * 4:
        query, form, began = fields(chance), fields(chance), time.process_time()
        answer = await ask(app, method, path, query=query, body=form, host=hosts[kind], cookie=cookie, **FORM)
        assert answer.status < 500 or (answer.status == 503 and path.endswith(("/pay", "/paid"))), (
            method,
            path,
            query,
            form,
        )
        assert answer.header("x-injected") is None
        assert not (answer.header("location") or "/").startswith(("//", "/\\", "http", "javascript"))
        assert time.process_time() - began < SECONDS
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def cookie_of(app: Quart, world: World) -> str:
    visitor = await Visitor(app, world.acme).sign_in()
    jar = visitor.client.cookie_jar
    assert jar is not None
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


NEVER_TEXT = {
    "NUL": b"email=a%00b%40example.com",
    "NUL in a name": b"em%00ail=a%40example.com",
    "twice": b"email=a%40example.com&email=b%40example.com",
    "NUL beside": b"email=a%40example.com&next=%00",
}


@pytest.mark.parametrize("what", NEVER_TEXT)
async def test_what_is_no_text_or_said_twice_is_refused_before_a_row_is_written(
    app: Quart, world: World, admin: asyncpg.Connection, what: str
) -> None:
    count = "SELECT (SELECT count(*) FROM magic_link) + (SELECT count(*) FROM task) + (SELECT count(*) FROM allowance)"
    before = await admin.fetchval(count)

    answer = await ask(
        app, "POST", "/sign-in", body=NEVER_TEXT[what], host=f"{world.acme.tenant.slug}.localhost", **FORM
    )

    assert answer.status == 400
    assert await admin.fetchval(count) == before


BODIES = {
    "invalid UTF-8": (b"email=\xff\xfe", {}),
    "UTF-16": ("email=a@example.com".encode("utf-16"), {}),
    "BOM": (b"\xef\xbb\xbfemail=a", {}),
    "no pairs": (b"&&&===&;", {}),
    "many names": (b"".join(b"a%d=&" % n for n in range(15_000)), {}),
    "odd charset": (b"email=a", {"content_type": "application/x-www-form-urlencoded; charset=utf-7"}),
    "odd type": (b"email=a", {"content_type": ";;;/\x7f"}),
    "JSON": (b'{"email": ["a"]}', {"content_type": "application/json"}),
    "deep JSON": (b"[" * 10_000, {"content_type": "application/json"}),
    "text": (b"email=a", {"content_type": "text/plain"}),
    "multipart": (b"--b\r\n\r\n", {"content_type": "multipart/form-data; boundary=b"}),
    "multipart without a boundary": (b"--b\r\n", {"content_type": "multipart/form-data"}),
    "empty": (b"", {}),
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_is_no_form_of_ours_is_refused(app: Quart, world: World, what: str) -> None:
    body, headers = BODIES[what]
    answer = await ask(
        app, "POST", "/sign-in", body=body, host=f"{world.acme.tenant.slug}.localhost", **{**FORM, **headers}
    )
    assert answer.status in {400, 413, 415, 422}


async def test_many_names_are_refused_unread(app: Quart, world: World) -> None:
    many, host = b"&".join(b"a%d=" % n for n in range(20_000)), f"{world.acme.tenant.slug}.localhost"
    for query, form in ((many, b""), (b"", many)):
        assert (await ask(app, "POST", "/sign-in", query=query, body=form, host=host, **FORM)).status == 413


async def test_a_body_too_large_is_refused(app: Quart, world: World) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    for said in ({}, {"content_length": str(FORM_BYTES + 1)}):
        answer = await ask(app, "POST", "/sign-in", body=b"x" * (FORM_BYTES + 1), host=host, **FORM, **said)
        assert answer.status == 413
        assert b"That is too large" in answer.body


COOKIES = [
    b"x" * 10_000,
    b"__Host-session=" + b"x" * 10_000,
    b'__Host-session="',
    b'__Host-session="abc; __Host-asking=x"',
    b"__Host-session=a\x01b; __Host-session=\xff\xfe",
    b"__Host-session=a; __Host-session=b; __Host-session=c",
    b"__Host-asking=a; __Host-asking=b",
    b"__Host-session==; =; ;;; =x",
    b"__Host-session=ImEi.YQ.c2ln; session=eyJhIjoxfQ.x.y",
    b"$Version=1; __Host-session=a; $Path=/",
    b"; ".join(b"c%d=v" % n for n in range(2000)),
]


@pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie[:30].decode("latin-1"))
async def test_a_garbled_cookie_is_a_stranger(app: Quart, world: World, cookie: bytes) -> None:
    host = f"{world.acme.tenant.slug}.localhost"

    assert (await ask(app, "GET", "/invoices", host=host, cookie=cookie)).status == 303
    assert (await ask(app, "GET", "/sign-in", host=host, cookie=cookie)).status == 200
    assert (await ask(app, "POST", "/sign-in/code", host=host, cookie=cookie, body=b"code=123456", **FORM)).status < 500


SIGNATURES = [
    "",
    "t=,v1=",
    "t=1,v1=abc",
    "v0=abc",
    "t=9" * 400,
    "\xff\xfe",
    "t=NaN,v1=x",
    "t=1,v1=" + "é" * 64,
    "t" * 5000,
]


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda text: text[:20])
async def test_a_garbled_signature_is_refused(app: Quart, admin: asyncpg.Connection, signature: str) -> None:
    before = await admin.fetchval("SELECT count(*) FROM stripe_event")

    for body in (b"{}", b"", b"\xff", b"[" * 10_000, b'{"id": "\\ud800"}', b"x" * 300_000):
        answer = await ask(
            app,
            "POST",
            "/hooks/stripe",
            host=settings().base_host,
            body=body,
            stripe_signature=signature.encode("latin-1"),
        )
        assert answer.status in {400, 413}
        assert answer.header("content-type") == "application/problem+json"
    assert await admin.fetchval("SELECT count(*) FROM stripe_event") == before


@pytest.mark.parametrize("field", ["email", "code", "next"])
async def test_long_text_costs_no_more_than_its_length(app: Quart, world: World, field: str) -> None:
    host = f"{world.acme.tenant.slug}.localhost"
    await signed_in(world.acme)
    await ask(app, "POST", "/sign-in", body=b"email=a", host=host, **FORM)  # the first of all reads the templates
    for text in (b"a" * 100_000, b"%20" * 30_000, b"a@" * 50_000, b"/." * 50_000):
        began = time.process_time()
        answer = await ask(app, "POST", "/sign-in", body=field.encode() + b"=" + text, host=host, **FORM)
        assert answer.status < 500
        assert time.process_time() - began < 1

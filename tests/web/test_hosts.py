"""The Host header alone says which company is meant; whatever is not a company's host gets nothing."""

import asyncpg
import pytest
from quart import Quart

from settings import settings
from tests.conftest import RunTasks
from tests.raw import ask
from tests.sandboxes import Postmark
from tests.visitor import Visitor
from tests.world import World
from web.hosts import canonical

NOBODYS = [
    "nobody.localhost",
    "www.localhost",
    "127.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "",
    " ",
    ".",
    "..",
    ".localhost",
    "{acme}",
    "{acme}.",
    "{acme}.localhost.evil.test",
    "{acme}.localhostx",
    "x.{acme}.localhost",
    "{acme}..localhost",
    "{acme}.localhost..",
    "{acme}.localhost@evil.test",
    "evil.test@{acme}.localhost",
    "{acme}.localhost:443@evil.test",
    "{acme}.localhost:port",
    "{acme}.localhost:999999",
    "{acme}.localhost,evil.test",
    "{acme}.localhost evil.test",
    "{acme}.localhost/",
    "{acme}.localhost#",
    "{acme}.localhost\t",
    "{acme}.localhost\x00",
    "{acme}%00.localhost",
    "{acme}_.localhost",
    "-{acme}.localhost",
    "{acme}-.localhost",
    "xn--{acme}.localhost",
    "ａcme.localhost",
    "http://{acme}.localhost",
    "' OR 1=1 --.localhost",
    "x" * 300 + ".localhost",
]


async def rows(admin: asyncpg.Connection) -> dict[str, int]:
    tables = await admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: await admin.fetchval(f"SELECT count(*) FROM {name}") for (name,) in tables}


@pytest.mark.parametrize(
    ("raw", "host"),
    [
        ("acme.localhost", "acme.localhost"),
        ("ACME.LocalHost.:8000", "acme.localhost"),
        ("acme.localhost:", None),
        ("a" * 254, None),
        ("аcme.localhost", None),
        ("acme.localhost\n", None),
    ],
)
def test_it_knows_one_form_of_a_host(raw: str, host: str | None) -> None:
    assert canonical(raw) == host


@pytest.mark.parametrize("host", NOBODYS)
async def test_it_answers_nothing_at_nobodys_host(
    app: Quart, world: World, admin: asyncpg.Connection, host: str
) -> None:
    named = host.replace("{acme}", world.acme.tenant.slug).encode()
    before = await rows(admin)

    for method, path in (
        ("GET", "/"),
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("GET", "/nothing"),
        ("PUT", "/invoices"),
    ):
        answer = await ask(app, method, path, host=named, sec_fetch_site="same-origin", body=b"email=dana@example.com")

        assert answer.status == 404, path
        assert answer.header("set-cookie") is None
        assert not any(name in answer.body for name in (b"Acme", b"Bolt"))
    assert await rows(admin) == before


async def test_it_answers_nothing_without_a_host(app: Quart, world: World) -> None:
    assert (await ask(app, "GET", "/")).status == 404


async def test_it_shows_no_portal_at_the_base_host_and_no_base_page_at_a_portal(app: Quart, world: World) -> None:
    acme = Visitor(app, world.acme)
    base = settings().base_host

    assert (await ask(app, "GET", "/sign-in", host=base)).status == 404
    assert (await ask(app, "GET", "/", host=base)).status == 200
    assert (await acme.get("/")).status_code == 303
    assert (await acme.post("/hooks/stripe")).status_code == 404


FORWARDED = {
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Server": "evil.test",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil.test",
    "X-Original-Host": "evil.test",
    "X-Original-URL": "//evil.test/",
    "X-Rewrite-URL": "//evil.test/",
    "X-Host": "evil.test",
    "Forwarded": "for=1.2.3.4;host=evil.test;proto=https",
}


async def test_forwarded_hosts_reach_no_page_and_no_redirect(app: Quart, world: World) -> None:
    for path in ("/", "/sign-in", "/invoices?before=x", "/nothing", "//evil.test/%2e%2e", "/sign-in/"):
        answer = await Visitor(app, world.acme).get(path, **FORWARDED)

        body = await answer.get_data(as_text=True)
        assert "evil.test" not in body.replace("//evil.test/%2e%2e", "")
        assert not answer.headers.get("Location", "/sign-in").startswith(("//", "http"))


async def test_forwarded_hosts_reach_no_mail(
    app: Quart,
    world: World,
    postmark: Postmark,
    run_tasks: RunTasks,
) -> None:
    email = world.acme.contact.email
    await Visitor(app, world.acme).post("/sign-in", {"email": email}, **FORWARDED)
    await run_tasks()

    mail = postmark.messages(email)[0]
    assert "evil.test" not in str(mail)
    assert f"{world.acme.tenant.origin}/sign-in/" in mail["TextBody"]

"""Every answer carries the headers that keep a browser from being turned against its person."""

import re

import pytest
from quart import Quart

from settings import settings
from tenants import share_links
from tenants.isolation import acting_for
from tests.builders import a_share_link, an_invoice
from tests.raw import Answer, ask
from tests.visitor import Visitor
from tests.world import World
from web import headers
from web.assets import address

EXPECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def host(world: World) -> str:
    return f"{world.acme.tenant.slug}.localhost"


async def every_kind(app: Quart, world: World) -> dict[str, Answer]:
    """One answer of each status and kind that a stranger can bring about."""
    async with acting_for(world.acme.tenant):
        link = await a_share_link(await an_invoice(world.acme.customer))
    shared = f"/i/{share_links.token(link)}"
    form = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}
    asked = {
        "page": ("GET", "/sign-in", {}),
        "redirect": ("GET", "/", {}),
        "share link": ("GET", shared, {}),
        "PDF": ("GET", f"{shared}.pdf", {}),
        "style": ("GET", address("portal.css"), {}),
        "brand": ("GET", "/brand/c2410c.css", {}),
        "robots": ("GET", "/robots.txt", {}),
        "health": ("GET", "/healthz", {}),
        "options": ("OPTIONS", "/sign-in", {}),
        "401": ("POST", "/profile/sign-out-everywhere", form),
        "403": ("POST", "/sign-in", {}),
        "404": ("GET", "/nothing", {}),
        "405": ("TRACE", "/sign-in", {}),
        "413": ("POST", "/sign-in", {**form, "content_length": "300000", "body": b"x" * 300_000}),
        "415": ("POST", "/sign-in", {**form, "content_type": "multipart/form-data; boundary=x"}),
        "422": ("POST", "/sign-in", {**form, "body": b"email=nobody"}),
    }
    return {
        kind: await ask(app, method, path, host=host(world), **more) for kind, (method, path, more) in asked.items()
    }


async def test_every_kind_of_answer_carries_them(app: Quart, world: World) -> None:
    for kind, answer in (await every_kind(app, world)).items():
        assert answer.status == int(kind) if kind.isdecimal() else answer.status < 400, kind
        assert {name: answer.header(name) for name in EXPECTED} == EXPECTED, kind
        assert len(answer.headers) == len({name for name, _ in answer.headers} | {"set-cookie"}) - (
            answer.header("set-cookie") is None
        ), kind


async def test_every_kind_of_answer_has_a_tight_policy(app: Quart, world: World) -> None:
    for kind, answer in (await every_kind(app, world)).items():
        policy = answer.header("content-security-policy") or ""
        for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy, kind
        assert not re.search(
            r"unsafe|\*|http:(?!//localhost)|data:(?=.*script)", policy.replace("img-src 'self' data:", "")
        )


async def test_private_pages_are_kept_nowhere(app: Quart, world: World) -> None:
    for kind, answer in (await every_kind(app, world)).items():
        kept = "no-store" not in (answer.header("cache-control") or "")
        assert kept == (kind in {"style", "brand", "robots"}), kind


async def test_an_address_that_is_a_key_is_told_to_nobody(app: Quart, world: World) -> None:
    answers = await every_kind(app, world)

    assert answers["share link"].header("referrer-policy") == "no-referrer"
    assert answers["PDF"].header("referrer-policy") == "no-referrer"
    assert (await ask(app, "GET", f"/sign-in/{'x' * 43}", host=host(world))).header("referrer-policy") == "no-referrer"


async def test_each_answer_has_its_own_nonce_and_scripts_carry_it(app: Quart, world: World) -> None:
    one, other = [await ask(app, "GET", "/sign-in", host=host(world)) for _ in range(2)]
    nonces = [
        re.findall(r"nonce-([\w-]{22})", answer.header("content-security-policy") or "")[0] for answer in (one, other)
    ]

    assert nonces[0] != nonces[1]
    assert one.body.count(b"<script") == one.body.count(f'nonce="{nonces[0]}"'.encode()) > 0


async def test_it_names_no_server_and_no_version(app: Quart, world: World) -> None:
    for answer in (await every_kind(app, world)).values():
        assert answer.header("server") is None
        assert not re.search(rb"(?i)quart|uvicorn|werkzeug|python|traceback|asyncpg", answer.body)


async def test_a_live_installation_insists_on_https(app: Quart, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await ask(app, "GET", "/healthz")).header("strict-transport-security") is None
    monkeypatch.setenv("BASE_URL", "https://porchlight.example")
    settings.cache_clear()
    headers._fixed.cache_clear()
    try:
        answer = await ask(app, "GET", "/healthz")
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        headers._fixed.cache_clear()
    assert "max-age=31536000" in (answer.header("strict-transport-security") or "")


COOKIE = re.compile(
    r"__Host-[a-z]+=[^;]*; (?=.*Secure)(?=.*HttpOnly)(?=.*SameSite=(Lax|Strict))(?=.*Path=/(;|$))(?!.*Domain)"
)


async def test_every_cookie_is_bound_to_its_host(app: Quart, world: World) -> None:
    visitor = Visitor(app, world.acme)
    asked = await visitor.post("/sign-in", {"email": world.acme.contact.email})
    cookies = asked.headers.getlist("Set-Cookie")
    await visitor.sign_in()
    for path in ("/", "/invoices", "/profile", "/nothing", "/sign-in"):
        cookies += (await visitor.get(path)).headers.getlist("Set-Cookie")
    for path in ("/profile/sign-out-everywhere", "/sign-out"):
        cookies += (await visitor.post(path)).headers.getlist("Set-Cookie")

    assert len(cookies) >= 3
    assert [cookie for cookie in cookies if not COOKIE.match(cookie) or len(cookie) > 4000] == []

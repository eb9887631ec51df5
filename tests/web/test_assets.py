"""Static files: asked for once, packed, and nothing but them."""

import gzip
import re

import pytest
from quart import Quart

from settings import settings
from tests.raw import ask
from tests.world import World
from web.assets import STATIC, address

FILES = [path.name for path in STATIC.iterdir() if path.is_file()]
NOT_THERE = [
    "/static/portal.css",
    "/static/portal.00000000.css",
    "/static/",
    "/static/../settings.py",
    "/static/%2e%2e/settings.py",
    "/static/..%2fapp.py",
    "/static//etc/passwd",
    "/static/\x00",
    "/brand/red.css",
    "/brand/fff.css",
    "/brand/c2410c.css.css",
    "/brand/c2410c;}*{}.css",
    "/brand/" + "f" * 10_000 + ".css",
    "/brand/</style>.css",
]
NEVER = [
    "/.git/config",
    "/.env",
    "/docs",
    "/metrics",
    "/debug",
    "/admin",
    "/web/app.py",
    "/.well-known/",
    "/server-status",
]


@pytest.mark.parametrize("name", FILES)
async def test_a_file_may_be_kept_for_ever_under_its_hashed_name(app: Quart, name: str) -> None:
    answer = await ask(app, "GET", address(name))

    assert answer.status == 200
    assert answer.body == (STATIC / name).read_bytes()
    assert answer.header("cache-control") == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", FILES)
async def test_it_packs_files_for_browsers_that_unpack(app: Quart, name: str) -> None:
    answer = await ask(app, "GET", address(name), accept_encoding="gzip, br")

    assert (answer.header("content-encoding"), answer.header("vary")) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.body) == (STATIC / name).read_bytes()


@pytest.mark.parametrize("path", [*NOT_THERE, *NEVER], ids=lambda path: path[:40])
async def test_it_serves_nothing_else(app: Quart, world: World, path: str) -> None:
    for host in (f"{world.acme.tenant.slug}.localhost", settings().base_host):
        assert (await ask(app, "GET", path, host=host)).status in {400, 404}


async def test_a_brand_stylesheet_holds_colors_and_nothing_else(app: Quart, world: World) -> None:
    mine = await ask(app, "GET", "/brand/c2410c.css", host=world.acme.tenant.host)

    assert set(re.findall(rb":([^:{};]+)[;}]", mine.body.replace(b":root", b""))) <= set(
        re.findall(rb"#[0-9a-f]{6}", mine.body)
    )


@pytest.mark.parametrize("color", ["1d4ed8", "C2410C", "123456"])
async def test_another_color_than_the_companys_is_not_made(app: Quart, world: World, color: str) -> None:
    assert (await ask(app, "GET", f"/brand/{color}.css", host=world.acme.tenant.host)).status == 404


async def test_robots_stay_out_of_portals(app: Quart, world: World) -> None:
    portal = await ask(app, "GET", "/robots.txt", host=f"{world.acme.tenant.slug}.localhost")
    base = await ask(app, "GET", "/robots.txt", host=settings().base_host)

    assert portal.body == b"User-agent: *\nDisallow: /\n"
    assert b"Allow: /$" in base.body


async def test_the_favicon_is_asked_for_once(app: Quart) -> None:
    answer = await ask(app, "GET", "/favicon.ico")

    assert (answer.status, answer.body, answer.header("cache-control")) == (204, b"", "public, max-age=86400")

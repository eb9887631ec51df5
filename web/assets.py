"""Static files under names that change with their content, so a browser asks for each of them once."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from quart import Blueprint, Response, abort, g, request

from tenants.brand import Brand, stylesheet

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    packed: bytes
    type: str


@cache
def assets() -> dict[str, Asset]:
    """Every static file by its hashed name; a folder is one file, made of its parts in the order of their names."""
    return {hashed(path.name): _asset(path) for path in sorted(STATIC.iterdir())}


@cache
def hashed(name: str) -> str:
    """`portal.css` -> `portal.1f2e3d4c.css`."""
    digest = sha256(_body(STATIC / name)).hexdigest()[:8]
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{digest}.{suffix}"


@cache
def address(name: str) -> str:
    return f"/static/{hashed(name)}"


@blueprint.get("/static/<name>")
async def static(name: str) -> Response:
    asset = assets().get(name) or abort(404)
    return _answer(asset)


@blueprint.get("/brand/<color>.css")
async def brand(color: str) -> Response:
    """The company's colours as custom properties; the colour is in the address, so this too is asked for once."""
    if g.tenant is None or g.tenant.brand_color != f"#{color}":
        abort(404)  # another colour would be work for whoever asks
    return _answer(_brand(color))


@blueprint.get("/robots.txt")
async def robots() -> Response:
    """Portals are for the people who were told of them; only the page about Porchlight itself may be found."""
    text = "User-agent: *\nDisallow: /\n" if g.tenant else "User-agent: *\nAllow: /$\nDisallow: /\n"
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": A_DAY})


@blueprint.get("/favicon.ico")
async def favicon() -> Response:
    """Pages carry their icon in themselves; browsers that show a PDF ask here, and learn that there is none."""
    return Response(status=204, headers={"Cache-Control": A_DAY})


@lru_cache(maxsize=1024)
def _brand(color: str) -> Asset:
    body = stylesheet(Brand.parse(f"#{color}")).encode()
    return Asset(body, gzip.compress(body, mtime=0), "text/css; charset=utf-8")


def _asset(path: Path) -> Asset:
    body = _body(path)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    text = "; charset=utf-8" if kind.startswith("text/") else ""
    return Asset(body, gzip.compress(body, 9, mtime=0), kind + text)


def _body(path: Path) -> bytes:
    parts = sorted(path.iterdir()) if path.is_dir() else [path]
    return b"".join(part.read_bytes() for part in parts)


def _answer(asset: Asset) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.packed if packed else asset.body, content_type=asset.type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response

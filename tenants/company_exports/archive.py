"""A zip that grows part by part in the store, without anybody reading again what is there.

A zip is its files one after another and, at the end, a directory of where they begin. Each part is the next files; the
directory so far lies beside it, and the last one closes the zip. So it can be gone on with anywhere, and given out
part after part, and is never put together in one place.
"""

import asyncio
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NotRequired, TypedDict
from uuid import uuid4

import orjson

from tenants import photo_store


class Part(TypedDict):
    """`count` are the documents and photos in it, `directory` the bytes of the directory up to and with it.

    `missing` is how many could not be put in; which ones lies beside it.
    """

    name: str
    bytes: int
    directory: int
    count: int
    missing: NotRequired[int]


@dataclass(slots=True)
class Growing:
    """The next part, while it is filled: `file` knows the names that are taken."""

    file: zipfile.ZipFile
    begins_at: int

    @property
    def size(self) -> int:
        return self.file.start_dir - self.begins_at

    async def add(self, name: str, body: bytes | str, *, packed: bool = False) -> None:
        """`packed` is a body that packing makes no smaller."""
        how = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        await asyncio.to_thread(self.file.writestr, name, body, how)

    def begun(self, name: str) -> IO[bytes]:
        """A file to be written bit by bit, however large it gets."""
        entry = zipfile.ZipInfo(name, time.localtime()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        return self.file.open(entry, "w", force_zip64=True)

    def free(self, name: str, ending: str) -> str:
        """`name` with its ending, or where that is taken the next one that is not."""
        number, wanted = 1, f"{name}{ending}"
        while wanted in self.file.NameToInfo:
            number += 1
            wanted = f"{name}-{number}{ending}"
        return wanted


@asynccontextmanager
async def growing(folder: str, parts: Sequence[Part]) -> AsyncIterator[tuple[Growing, Path]]:
    """The zip that `parts` are of, to be added to: where they are the file has holes, which take no room."""
    begins_at = sum(part["bytes"] for part in parts)
    directory = await photo_store.get(f"{folder}/{parts[-1]['name']}", "directory") if parts else b""
    with tempfile.TemporaryDirectory(prefix="porchlight-export-") as room:
        path = Path(room) / "part"
        await asyncio.to_thread(_lay_out, path, begins_at, directory)
        file = await asyncio.to_thread(zipfile.ZipFile, path, "a", zipfile.ZIP_DEFLATED)
        try:
            yield Growing(file, begins_at), path
        finally:
            file.close()


async def keep(folder: str, grown: Growing, path: Path, count: int, missing: Sequence[Sequence[str]]) -> Part:
    """Close what has grown and keep it, under a name nobody has used: another worker may be at it too."""
    await asyncio.to_thread(grown.file.close)
    ends_at, whole = grown.file.start_dir, await asyncio.to_thread(path.stat)
    part = Part(name=uuid4().hex, bytes=ends_at - grown.begins_at, directory=whole.st_size - ends_at, count=count)
    within = f"{folder}/{part['name']}"
    if missing:
        part["missing"] = len(missing)
        await photo_store.put(within, {"missing": orjson.dumps(list(map(list, missing)))})
    await photo_store.put_stretch(within, "files", path, grown.begins_at, ends_at)
    await photo_store.put_stretch(within, "directory", path, ends_at, whole.st_size)
    return part


async def missing_of(folder: str, parts: Sequence[Part]) -> AsyncIterator[Sequence[str]]:
    """What could not be put into these parts, as `keep` was told. Raises Unavailable."""
    for part in parts:
        if part.get("missing"):
            for row in orjson.loads(await photo_store.get(f"{folder}/{part['name']}", "missing")):
                yield row


def missing_in(parts: Sequence[Part]) -> int:
    """How many papers and photos could not be put in."""
    return sum(part.get("missing", 0) for part in parts)


def size_of(parts: Sequence[Part]) -> int:
    return sum(part["bytes"] for part in parts) + parts[-1]["directory"]


async def pieces(folder: str, parts: Sequence[Part]) -> AsyncIterator[bytes]:
    """The whole zip, piece by piece. Raises NotFound and Unavailable."""
    for part in parts:
        async for piece in photo_store.pieces(f"{folder}/{part['name']}", "files"):
            yield piece
    async for piece in photo_store.pieces(f"{folder}/{parts[-1]['name']}", "directory"):
        yield piece


def _lay_out(path: Path, begins_at: int, directory: bytes) -> None:
    with path.open("wb") as file:
        file.seek(begins_at)
        file.writelines([directory])

"""Where photos lie: a folder for each company, in it one for each photo. The only file that speaks obstore.

`STORAGE_URL` is `file:` for one machine, `s3://bucket/prefix` for several.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from settings import settings
from tenants.errors import NotFound, Unavailable

PIECE = 1024 * 1024


async def put(folder: str, files: Mapping[str, bytes]) -> None:
    """Keep `files` by name in `folder`: all of them, on the disk and not only on their way there, or none.

    Raises Unavailable when they cannot be kept.
    """
    try:
        async with _reaching():
            for name, body in files.items():
                await obstore.put_async(_store(), f"{folder}/{name}", body)
            if root := _root():
                await asyncio.to_thread(_settle, root, folder)
    except Unavailable:
        await _forget(folder)
        raise


async def get(folder: str, name: str) -> bytes:
    """One file, whole. Raises NotFound when there is none, Unavailable when the store does not answer."""
    async with _reaching():
        try:
            found = await obstore.get_async(_store(), f"{folder}/{name}")
        except FileNotFoundError as error:
            raise NotFound from error
        return bytes(await found.bytes_async())


async def put_stretch(folder: str, name: str, path: Path, begins_at: int, ends_at: int) -> None:
    """Keep these bytes of a large file, piece by piece. Raises Unavailable."""
    async with _reaching():
        await obstore.put_async(_store(), f"{folder}/{name}", _stretch(path, begins_at, ends_at))
        if root := _root():
            await asyncio.to_thread(_settle, root, folder)


async def pieces(folder: str, name: str) -> AsyncIterator[bytes]:
    """A large file, piece by piece. Raises NotFound and Unavailable."""
    async with _reaching():
        try:
            found = await obstore.get_async(_store(), f"{folder}/{name}")
        except FileNotFoundError as error:
            raise NotFound from error
        async for piece in found.stream(PIECE):
            yield bytes(piece)


async def folders(under: str = "") -> list[str]:
    """The names of the folders in `under`, or of those at the top. Raises Unavailable."""
    async with _reaching():
        found = await obstore.list_with_delimiter_async(_store(), under or None)
    return [path.rsplit("/", 1)[-1] for path in found["common_prefixes"]]


async def touched_at(folder: str) -> datetime:
    """When something was last put into `folder`, finished or not. Raises Unavailable."""
    async with _reaching():
        moments = [meta["last_modified"] for meta in await obstore.list(_store(), folder).collect_async()]
        if (root := _root()) and (root / folder).exists():
            moments.append(datetime.fromtimestamp((root / folder).stat().st_mtime, UTC))
    return max(moments, default=datetime.now(UTC))


async def delete(folder: str) -> None:
    """Remove `folder` with all that is in it, as often as you like. Raises Unavailable."""
    async with _reaching():
        if root := _root():
            await asyncio.to_thread(shutil.rmtree, root / folder, ignore_errors=True)
        else:
            found = await obstore.list(_store(), folder).collect_async()
            await obstore.delete_async(_store(), [meta["path"] for meta in found])


@cache
def _store() -> ObjectStore:
    """The store, its folder made when it is one of this machine's and not there yet."""
    url = settings().storage_url
    if not url.startswith("file:"):
        return from_url(
            url,
            # Whether it is http or https, AWS_ENDPOINT_URL says.
            client_options={"connect_timeout": "3s", "timeout": "15s", "allow_http": True},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )
    folder = Path(unquote(urlsplit(url).path)).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(folder)


def _root() -> Path | None:
    store = _store()
    return store.prefix if isinstance(store, LocalStore) else None


def _settle(root: Path, folder: str) -> None:
    """Wait until the disk has the files of `folder` and the names that lead to them: obstore itself does not."""
    here = root / folder
    for path in (*here.iterdir(), here, *(parent for parent in here.parents if parent.is_relative_to(root))):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


async def _stretch(path: Path, begins_at: int, ends_at: int) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    with file:
        file.seek(begins_at)
        for at in range(begins_at, ends_at, PIECE):
            yield await asyncio.to_thread(file.read, min(PIECE, ends_at - at))


async def _forget(folder: str) -> None:
    """Leave nothing of a photo that could not be kept; what stays all the same, the sweep finds."""
    try:
        await delete(folder)
    except Unavailable:
        return


@asynccontextmanager
async def _reaching() -> AsyncIterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise Unavailable("Photos cannot be reached just now. Please try again in a moment.") from error

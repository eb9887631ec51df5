"""Files of photos: kept whole and for good, or not at all."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from settings import settings
from tenants import photo_store
from tenants.errors import NotFound, Unavailable


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, servers: object) -> Iterator[Path]:
    """A store of its own, whose folder is not there yet."""
    settings.cache_clear()
    monkeypatch.setenv("STORAGE_URL", f"file:{tmp_path / 'kept'}")
    photo_store._store.cache_clear()
    yield tmp_path / "kept"
    monkeypatch.undo()
    settings.cache_clear()
    photo_store._store.cache_clear()


@pytest.fixture
def small_disk(files: Path) -> Iterator[Path]:
    """A store on a disk of its own, of 64 KB; skipped where none may be mounted."""
    files.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", files], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    yield files
    subprocess.run(["umount", files], check=True)


async def test_it_gives_back_what_it_was_given(files: Path) -> None:
    await photo_store.put("acme/1", {"small": b"s", "large": b"l" * 1000})

    assert await photo_store.get("acme/1", "large") == b"l" * 1000
    assert sorted(path.name for path in (files / "acme/1").iterdir()) == ["large", "small"]
    assert files.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("folder", "name"), [("acme/1", "none"), ("acme/2", "small"), ("bolt/1", "small")])
async def test_it_knows_what_it_has_not(files: Path, folder: str, name: str) -> None:
    await photo_store.put("acme/1", {"small": b"s"})

    with pytest.raises(NotFound):
        await photo_store.get(folder, name)


async def test_it_lets_nobody_out_of_its_folder(files: Path) -> None:
    (files.parent / "secret").write_text("s")

    with pytest.raises(ValueError, match=r"\.\."):
        await photo_store.get("..", "secret")


async def test_it_lists_companies_and_their_photos(files: Path) -> None:
    for folder in ("acme/1", "acme/2", "bolt/3"):
        await photo_store.put(folder, {"small": b"s"})

    assert sorted(await photo_store.folders()) == ["acme", "bolt"]
    assert sorted(await photo_store.folders("acme")) == ["1", "2"]
    assert await photo_store.folders("nobody") == []


async def test_it_deletes_a_folder_with_what_was_half_written(files: Path) -> None:
    await photo_store.put("acme/1", {"small": b"s"})
    (files / "acme/1/large#1").write_bytes(b"half")
    await photo_store.delete("acme/1")
    await photo_store.delete("acme/1")

    assert await photo_store.folders("acme") == []
    assert not (files / "acme/1").exists()


async def test_it_sees_what_was_only_half_written(files: Path) -> None:
    (files / "acme/9").mkdir(parents=True)
    (files / "acme/9/large#1").write_bytes(b"half")
    long_ago = datetime.now(UTC) - timedelta(days=1)
    os.utime(files / "acme/9", (long_ago.timestamp(), long_ago.timestamp()))

    assert await photo_store.folders("acme") == ["9"]
    assert abs(await photo_store.touched_at("acme/9") - long_ago) < timedelta(seconds=1)


async def test_it_waits_for_the_disk(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda it: (synced.append(str(Path(f"/proc/self/fd/{it}").readlink())), fsync(it)))
    await photo_store.put("acme/1", {"small": b"s"})

    assert synced == [str(files / "acme/1/small"), str(files / "acme/1"), str(files / "acme"), str(files)]


async def test_a_disk_that_fails_keeps_nothing(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(Unavailable):
        await photo_store.put("acme/1", {"small": b"s"})

    assert await photo_store.folders("acme") == []


async def test_a_disk_that_is_full_keeps_nothing_and_takes_again_when_there_is_room(small_disk: Path) -> None:
    await photo_store.put("acme/1", {"small": bytes(40_000)})

    with pytest.raises(Unavailable):
        await photo_store.put("acme/2", {"small": bytes(4_000), "large": bytes(80_000)})
    assert await photo_store.folders("acme") == ["1"]
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == ["small"]

    await photo_store.delete("acme/1")
    await photo_store.put("acme/2", {"small": bytes(40_000)})
    assert await photo_store.get("acme/2", "small") == bytes(40_000)


async def test_a_store_that_is_away_says_so(files: Path) -> None:
    files.parent.joinpath("kept").mkdir(exist_ok=True)
    (files / "acme").write_text("a file where a folder should be")

    with pytest.raises(Unavailable):
        await photo_store.put("acme/1", {"small": b"s"})

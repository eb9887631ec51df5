"""The press: tagged PDF letters, set by typst on a thread of its own."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

FOLDER = Path(__file__).parent / "paper"
MOST_WAITING = 24

# One thread: typst lets go of the interpreter while it sets a page, so requests never wait on paper, and paper takes at
# most one processor from them.
_press = ThreadPoolExecutor(max_workers=1, thread_name_prefix="paper")
_waiting: set[int] = set()


class PressBusy(Exception):
    """More letters wait to be printed than anybody would wait for."""


async def pressed(sheet: str, contents: dict[str, Any], made_at: datetime) -> bytes:
    """Set `paper/<sheet>` with `contents` as a PDF/A-2a and PDF/UA-1 file dated `made_at` (aware).

    The same contents give the same bytes. In a script the fonts lack (Chinese, Japanese, Korean, Thai, emoji) letters
    are boxes and the file is merely tagged. Raises PressBusy when MOST_WAITING letters are before this one.
    """
    if len(_waiting) >= MOST_WAITING:
        raise PressBusy
    _waiting.add(id(contents))
    try:
        return await asyncio.get_running_loop().run_in_executor(_press, _print, sheet, contents, made_at)
    finally:
        _waiting.discard(id(contents))


def _print(sheet: str, contents: dict[str, Any], made_at: datetime) -> bytes:
    # What JSON does not know, the moment and the raw logo, the page does not read.
    inputs = {"data": json.dumps(contents, default=lambda _: None)}
    at = int(made_at.timestamp())
    try:
        return _compile(sheet, inputs, at, archival=True)
    except typst.TypstError:
        # A script the fonts lack may not be archived; a letter with boxes for those letters is better than none.
        return _compile(sheet, inputs, at, archival=False)


def _compile(sheet: str, inputs: dict[str, str], made_at: int, *, archival: bool) -> bytes:
    pdf = _compiler(sheet).compile(
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["a-2a", "ua-1"] if archival else [],
        timestamp=made_at,
    )
    return cast("bytes", pdf)


@cache
def _compiler(sheet: str) -> typst.Compiler:
    return typst.Compiler(FOLDER / sheet, root=FOLDER, ignore_system_fonts=True)

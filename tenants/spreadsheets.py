"""Tables for spreadsheets (RFC 4180): written so that no text is computed, read whatever program saved them."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from tenants.errors import Invalid

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, Excel takes the letters beyond English for others."""
FORMULA = frozenset(
    "=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""What a formula begins with, also behind whatever is not seen, and in full width."""
BREAKS = frozenset(";\t\r\n")
"""Where a program that takes the table for one with other delimiters begins a cell, in the middle of ours."""
PARTS = re.compile(r"(?<=[;\t\r\n])")
MOST_ROWS = 20_000
MOST_COLUMNS = 100
DELIMITERS = ",;\t"
HEAD = 4_096


def harmless(text: str) -> str:
    """Text that every spreadsheet takes for text: a quote before what might be a formula, and before such a quote."""
    first, *others = PARTS.split(text)
    quoted = (f"'{part}" if _begins(part) in FORMULA else part for part in others)
    return "".join((f"'{first}" if _begins(first) in FORMULA | BREAKS else first, *quoted))


def plain(text: str) -> str:
    """What `harmless` was given."""
    first, *others = PARTS.split(text)
    return "".join((_unquoted(first, FORMULA | BREAKS), *(_unquoted(part, FORMULA) for part in others)))


def written(rows: Iterable[Sequence[str | Decimal]]) -> str:
    """The table: figures as they are, and every text so that none is computed, whoever wrote it."""
    return MARK + lines(rows)


def lines(rows: Iterable[Sequence[str | Decimal]]) -> str:
    """The same of rows that follow others: MARK stands before the first of them alone."""
    page = StringIO()
    harmless_rows = ([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(page, lineterminator="\r\n").writerows(harmless_rows)
    return page.getvalue()


def read(body: bytes | bytearray) -> list[list[str]]:
    """The rows of a file, its heads first; empty ones are left out. Raises Invalid("file")."""
    text = _decoded(bytes(body)).replace("\0", "")
    try:
        rows = [
            row
            for row in csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Invalid("file", "This file is not a list we can read. Please save it as CSV and try again.") from error
    _check_size(rows)
    return rows


def _rows(text: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))


def _check_size(rows: list[list[str]]) -> None:
    if len(rows) < 2:
        raise Invalid("file", "There are no rows in this file. Its first row has to name the columns.")
    if len(rows) - 1 > MOST_ROWS:
        raise Invalid("file", "These are more than %(most)s rows. Please make several files of them.", most=MOST_ROWS)
    if max(map(len, rows)) > MOST_COLUMNS:
        raise Invalid("file", "These are more than %(most)s columns. Please leave out some.", most=MOST_COLUMNS)


def _unquoted(part: str, risky: frozenset[str]) -> str:
    return part[1:] if part.startswith("'") and _begins(part) in risky else part


def _begins(part: str) -> str:
    """The first that counts of a cell: what is not seen, or is a quote of ours or of the table's, stands before it."""
    return next((sign for sign in part if sign in BREAKS or (sign.isprintable() and sign not in " '\"")), "")


def _decoded(body: bytes) -> str:
    """UTF-8, UTF-16 or what Windows writes, by what is in it: a file does not say."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body[:HEAD:2].count(0) > HEAD // 8 or body[1:HEAD:2].count(0) > len(body[:HEAD]) // 4:
        return body.decode("utf-16-le", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The one that stands most often in the heads, quoted words left out."""
    heads = re.sub(r'"[^"]*"', "", text[:HEAD]).lstrip("\r\n").splitlines()[:1]
    return max(DELIMITERS, key=(heads or [""])[0].count)

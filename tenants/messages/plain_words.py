"""What somebody typed, as it is kept."""

import re
from unicodedata import category

GAPS = re.compile(r"\n{3,}")
# They turn the letters around them over: what reads well could be something else.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(typed: str) -> str:
    """`typed` as it is kept: lines ended alike, no control characters, no more than one empty line in a row."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(sign for sign in lines if sign == "\n" or _is_plain(sign))
    return GAPS.sub("\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def _is_plain(sign: str) -> bool:
    return category(sign) not in {"Cc", "Cs"} and sign not in OVERRIDES

"""The fingerprint of a document: one number that is another one as soon as a single sign of it is."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

GROUP = 8


def fingerprint(data: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of `data` as canonical JSON: keys sorted, no spaces, UTF-8; decimals, ids and days as text.

    A TypeError for what has no one way of being written, such as a float.
    """
    text = json.dumps(_written(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shown(printed: str) -> str:
    """For people to compare: in groups of eight."""
    return " ".join(printed[start : start + GROUP] for start in range(0, len(printed), GROUP))


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_name(key): _written(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    message = f"{type(value).__name__} has no one way of being written"
    raise TypeError(message)


def _name(key: Any) -> str:
    if isinstance(key, str):
        return key
    message = "only texts are names: 1 and '1' would be one"
    raise TypeError(message)

"""Rows that came as JSON within another row: ids, days and moments as such again, by the names we give them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID


def typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """`id` is an id, `*_on` a day, `at` and `*_at` a moment; everything else stays as it is."""
    return {name: _typed(name, value) if isinstance(value, str) else value for name, value in row.items()}


def _typed(name: str, text: str) -> Any:
    if name == "id":
        return UUID(text)
    if name.endswith("_on"):
        return date.fromisoformat(text)
    if name == "at" or name.endswith("_at"):
        return datetime.fromisoformat(text)
    return text

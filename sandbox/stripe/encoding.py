"""Stripe's form encoding, `a[b][0][c]=1`, read into nested mappings."""

from collections.abc import Iterable
from typing import Any


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Pairs as nested mappings; a list stays a mapping by index, since only the schema knows it is one."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _plant(tree, name.replace("]", "").split("["), value)
    return tree


def _plant(tree: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        branch = tree.setdefault(_index(tree, step), {})
        if not isinstance(branch, dict):
            return
        tree = branch
    tree[_index(tree, path[-1])] = value


def _index(tree: dict[str, Any], step: str) -> str:
    return step or str(len(tree))

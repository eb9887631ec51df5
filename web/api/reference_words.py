"""The reference as its page shows it: every operation by its noun, and every shape with its fields."""

import re
from collections import defaultdict
from typing import Any, NamedTuple

PAGE = re.compile(r"Page_(\w+)_")
"""What the schema calls a page of a shape."""


class Operation(NamedTuple):
    """One thing a program can do. `takes` and `gives` name shapes, or are empty; a list gives a page of them."""

    method: str
    path: str
    words: list[str]
    scope: str
    parameters: list[str]
    takes: str
    gives: str
    is_list: bool


class Field(NamedTuple):
    name: str
    type: str
    words: str
    is_required: bool


class Shown(NamedTuple):
    name: str
    words: str
    fields: list[Field]


def nouns(document: dict[str, Any]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            found[said["tags"][0].replace("-", " ").capitalize()].append(_operation(method.upper(), path, said))
    return dict(found)


def shapes(document: dict[str, Any]) -> list[Shown]:
    return [
        Shown(name, said.get("description", ""), _fields(said))
        for name, said in sorted(document["components"]["schemas"].items())
        if "properties" in said and not PAGE.fullmatch(name)
    ]


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    answers = [answer for code, answer in said["responses"].items() if code != "default"]
    gives = _shape(answers[0]) if "content" in answers[0] else ""
    return Operation(
        method=method,
        path=path,
        words=said["description"].split("\n\n")[:-1],
        scope=said["x-scope"],
        parameters=[it["name"] for it in said["parameters"] if it["in"] != "path"],
        takes=_shape(said["requestBody"]) if "requestBody" in said else "",
        gives=PAGE.sub(r"\1", gives),
        is_list=bool(PAGE.fullmatch(gives)),
    )


def _shape(said: dict[str, Any]) -> str:
    return _type(said["content"]["application/json"]["schema"])


def _fields(said: dict[str, Any]) -> list[Field]:
    required = said.get("required", ())
    return [
        Field(name, _type(it), it.get("description", ""), name in required) for name, it in said["properties"].items()
    ]


def _type(said: dict[str, Any]) -> str:
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "anyOf" in said:
        return " or ".join(_type(it) for it in said["anyOf"])
    if "enum" in said:
        return " | ".join(f'"{it}"' for it in said["enum"])
    if said.get("type") == "array":
        return f"list of {_type(said['items'])}"
    return str(said.get("format") or said.get("type") or "anything")

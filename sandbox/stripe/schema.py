"""Refuses what the installed SDK's own typed parameters do not know, and reads the rest into Python values."""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin

import typing_extensions
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject

from sandbox.stripe.errors import StripeError, invalid

UNIONS = (Union, UnionType)
# Names RequestOptions uses that its heirs' modules do not have.
UNRESOLVED = {"Mapping": Mapping, "StripeContext": str}
OPTIONS = frozenset(RequestOptions.__annotations__)


def read(shape: Any, raw: dict[str, Any], within: str = "") -> dict[str, Any]:
    """The parameters of `shape` (a TypedDict of the SDK) found in `raw`. Raises StripeError 400 for any other."""
    fields = _fields(shape)
    for name in raw:
        if name not in fields:
            path = _path(within, name)
            raise invalid(path, f"Received unknown parameter: {path}", "parameter_unknown")
    for name, (_, required) in fields.items():
        if required and name not in raw:
            path = _path(within, name)
            raise invalid(path, f"Missing required param: {path}.", "parameter_missing")
    return {name: _value(fields[name][0], value, _path(within, name)) for name, value in raw.items()}


@cache
def _fields(shape: Any) -> dict[str, tuple[Any, bool]]:
    """Every field's type and whether it is required."""
    hints = typing_extensions.get_type_hints(shape, localns=UNRESOLVED, include_extras=True)
    options = OPTIONS if "api_key" in hints else frozenset()
    return {name: _requirement(hint) for name, hint in hints.items() if name not in options}


def _requirement(hint: Any) -> tuple[Any, bool]:
    origin: Any = get_origin(hint)
    return (get_args(hint)[0], False) if origin is NotRequired else (hint, True)


def _value(kind: Any, raw: Any, path: str) -> Any:
    if typing_extensions.is_typeddict(kind):
        return read(kind, _mapping(raw, path), path)
    origin = get_origin(kind)
    if origin in UNIONS:
        return _one_of(get_args(kind), raw, path)
    if origin is Literal:
        return _literal(get_args(kind), raw, path)
    if origin is list:
        return _list(get_args(kind)[0], raw, path)
    if origin in (dict, UntypedStripeObject):
        value_kind = get_args(kind)[-1]
        return {name: _value(value_kind, value, _path(path, name)) for name, value in _mapping(raw, path).items()}
    return _scalar(kind, raw, path)


def _one_of(kinds: tuple[Any, ...], raw: Any, path: str) -> Any:
    words = tuple(word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))
    others = [kind for kind in kinds if get_origin(kind) is not Literal]
    if isinstance(raw, str) and raw in words:
        return raw
    # "Literal[...] | str" is an enumeration that may grow in later versions; this version has these words only.
    if any(words) and str in others:
        others.remove(str)
    refusal = _not_among(words, path)
    for kind in others:
        try:
            return _value(kind, raw, path)
        except StripeError as error:
            refusal = error
    raise refusal


def _literal(words: tuple[Any, ...], raw: Any, path: str) -> Any:
    if raw not in words:
        raise _not_among(words, path)
    return raw


def _not_among(words: tuple[Any, ...], path: str) -> StripeError:
    return invalid(path, f"Invalid {path}: must be one of {', '.join(str(word) for word in words)}")


def _list(kind: Any, raw: Any, path: str) -> list[Any]:
    if isinstance(raw, dict):
        if not all(name.isdecimal() for name in raw):
            raise invalid(path, f"Invalid array: {path}")
        raw = [raw[name] for name in sorted(raw, key=int)]
    if not isinstance(raw, list):
        raise invalid(path, f"Invalid array: {path}")
    return [_value(kind, item, f"{path}[{place}]") for place, item in enumerate(raw)]


def _mapping(raw: Any, path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise invalid(path, f"Invalid object: {path}")
    return raw


def _scalar(kind: Any, raw: Any, path: str) -> Any:
    if isinstance(raw, dict | list):
        raise invalid(path, f"Invalid value: {path}")
    if kind is bool:
        return _literal((True, False), {"true": True, "false": False}.get(raw, raw), path)
    if kind is int and not isinstance(raw, bool):
        return _integer(str(raw), path)
    if kind is float:
        return float(raw)
    if kind is str and not isinstance(raw, str):
        raise invalid(path, f"Invalid string: {raw}")
    return raw


def _integer(text: str, path: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise invalid(path, f"Invalid integer: {text}", "parameter_invalid_integer")
    return int(text)


def _path(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name

"""The Host header, made canonical or refused: nothing else ever says which company is meant."""

import re

LONGEST = 253
NAME = re.compile(r"([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)\.?(?::[0-9]{1,5})?")


def canonical(raw: str) -> str | None:
    """`ACME.Example.:8000` -> `acme.example`; None for anything that is not a plain ASCII host name with a port."""
    if len(raw) > LONGEST:
        return None
    match = NAME.fullmatch(raw.lower())
    return match[1] if match else None

"""Which thread a mail was sent to, and from which address."""

import re
from collections.abc import Iterator
from typing import Any

from tenants import messages, sign_in
from tenants.errors import Invalid

ADDRESS = re.compile(rf"{re.escape(messages.LOCAL)}([a-z2-7]{{{messages.LENGTH}}})@", re.IGNORECASE)


def token(event: dict[str, Any]) -> str:
    """Of the address it was delivered to, else of the first of ours it names."""
    for address in _addresses(event):
        if found := ADDRESS.match(address.strip()):
            return found[1]
    return ""


def _addresses(event: dict[str, Any]) -> Iterator[str]:
    yield str(event.get("OriginalRecipient") or "")
    for name in ("ToFull", "CcFull", "BccFull"):
        people = event.get(name)
        for person in people if isinstance(people, list) else ():
            if isinstance(person, dict):
                yield str(person.get("Email") or "")


def sender(event: dict[str, Any]) -> str | None:
    person = event.get("FromFull")
    address = person.get("Email") if isinstance(person, dict) else event.get("From")
    try:
        return sign_in.canonical(address) if isinstance(address, str) else None
    except Invalid:
        return None

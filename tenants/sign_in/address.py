"""Email addresses as people type them: one canonical form, one mailbox behind it, and a mask for the page."""

import re

from tenants.errors import Invalid

LONGEST = 254
SHAPE = re.compile(r"""[^@"(),:;<>\[\]\\]{1,64}@(?:\w(?:[\w-]*\w)?\.)+\w[\w-]*\w""")
DOTLESS = frozenset({"gmail.com", "googlemail.com"})
# Only A-Z: Unicode's own folding makes the Kelvin sign a k, and so another person's address.
LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def canonical(typed: str) -> str:
    """The address in lower case, without spaces around it. Raises Invalid("email") for what cannot be an address."""
    address = typed.strip().translate(LOWER)
    is_plain = address.isprintable() and " " not in address
    if len(address) > LONGEST or not is_plain or not SHAPE.fullmatch(address):
        raise Invalid("email", "Please type a full email address, like name@example.com.")
    return address


def mailbox(address: str) -> str:
    """Where mail to a canonical address ends up: `d.ana+porch@gmail.com` is `dana@gmail.com`. For limits only."""
    local, _, domain = address.rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """`dana@example.com` -> `d…@example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"

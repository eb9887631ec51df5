"""A person's name and phone number, as they are typed."""

import re

from tenants.errors import Invalid

LONGEST_NAME = 120
PHONE = re.compile(r"[0-9+()./,;*# extEXT-]{5,40}")
LEAST_DIGITS = 5


def person_name(typed: str) -> str:
    """Raises Invalid("name")."""
    name = " ".join(typed.split())
    if not name:
        raise Invalid("name", "Please type your name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name", "Please type a shorter name, in letters.")
    return name


def phone_number(typed: str) -> str:
    """Raises Invalid("phone")."""
    phone = " ".join(typed.split())
    if phone and (not PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < LEAST_DIGITS):
        raise Invalid("phone", "Please type a phone number, like +1 217 555 0100.")
    return phone

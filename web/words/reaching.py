"""How to reach somebody, and how to get there."""

from urllib.parse import quote

MAP = "https://www.google.com/maps/search/?api=1&query="


def reach(name: str, email: str, phone: str) -> dict[str, str]:
    """How to reach somebody: a tap calls or writes."""
    return {
        "name": name,
        "email": email,
        "email_href": f"mailto:{quote(email, safe='@')}" if email else "",
        "phone": phone,
        "phone_href": "tel:" + "".join(sign for sign in phone if sign in "+0123456789") if phone else "",
    }


def map_href(address: str) -> str:
    return MAP + quote(", ".join(address.splitlines()))

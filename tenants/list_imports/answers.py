"""Yes and no, as lists write them."""

from tenants.errors import Invalid

SAID = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "on", "s\N{LATIN SMALL LETTER I WITH ACUTE}", "si"), True),
    **dict.fromkeys(("no", "n", "false", "0", "off"), False),
}


def said(field: str, text: str) -> bool | None:
    """None where nothing is said. Raises Invalid(field)."""
    if not text:
        return None
    if text.lower() not in SAID:
        raise Invalid(field, "Please write yes or no.")
    return SAID[text.lower()]

"""What a person types into a search, as a pattern that finds it within a text."""

LONGEST_SEARCH = 100


def pattern(typed: str) -> str:
    """For ILIKE: the words themselves, whatever signs of a pattern are in them; `%%` when nothing is looked for."""
    text = typed.strip()[:LONGEST_SEARCH]
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

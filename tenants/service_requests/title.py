"""What a request is called: its first line."""

LONGEST_TITLE = 80


def title(what: str) -> str:
    """The first line, cut at a word where it is long."""
    first = next((line for line in what.splitlines() if line.strip()), "").strip()
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"

"""What a photo's file was called, made fit to be shown."""

import unicodedata

LONGEST_NAME = 120


def cleaned(name: str) -> str:
    """What a file was called, fit to be shown: no folder, no ending, nothing that cannot be seen; or "Photo"."""
    last = unicodedata.normalize("NFC", name[: 4 * LONGEST_NAME]).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign if sign.isprintable() else " " for sign in last.rsplit(".", 1)[0] or last)
    return " ".join(seen.split()).strip(". ")[:LONGEST_NAME] or "Photo"

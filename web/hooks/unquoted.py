"""The words of a mail without those it quotes, whatever program it was written with."""

import re

# How mail programs introduce what they quote, in English and Spanish; it may take two lines.
OPENING = ("On ", "El ")
WROTE = ("wrote:", "escribió:")
SEPARATOR = re.compile(
    r"^[> ]*(-{2,} *(Original Message|Mensaje original|Forwarded message|Mensaje reenviado) *-{2,}|_{20,}) *$",
    re.MULTILINE | re.IGNORECASE,
)
HEAD = re.compile(
    r"^\*?(From|De) ?:\*? ?[^\n]+\n(\*?(Sent|Date|To|Enviado|Enviado el|Fecha|Para) ?:\*? ?[^\n]+\n)+", re.MULTILINE
)
SIGNATURE = re.compile(
    r"^(-- ?|(Sent from|Get Outlook for|Enviado desde|Enviado con|Obtener Outlook para)\b[^\n]{0,80})$", re.MULTILINE
)


def unquoted(text: str) -> str:
    """The words above what a mail quotes; for one that answers below or between it, all but the quoted lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for mark in (SEPARATOR, HEAD) if (found := mark.search(text))]
    lines = text[: min(starts)].split("\n") if starts else text.split("\n")
    introductions = [place for place, _ in enumerate(lines) if _introduces(lines, place)]
    above = lines[: introductions[0]] if introductions else lines
    without = [line for place, line in enumerate(text.split("\n")) if place not in _spans(introductions, lines)]
    return _own(above) or _own(without)


def _introduces(lines: list[str], place: int) -> bool:
    first = lines[place].lstrip("> ").rstrip()
    if not first.startswith(OPENING):
        return False
    second = lines[place + 1].lstrip("> ").rstrip() if place + 1 < len(lines) else ""
    return first.endswith(WROTE) or second.endswith(WROTE)


def _spans(introductions: list[int], lines: list[str]) -> set[int]:
    """The lines that introductions stand on."""
    one_line = {place for place in introductions if lines[place].rstrip().endswith(WROTE)}
    return {*introductions, *(place + 1 for place in introductions if place not in one_line)}


def _own(lines: list[str]) -> str:
    """The lines that are not quoted, down to the signature."""
    text = "\n".join(line for line in lines if not line.lstrip().startswith(">"))
    found = SIGNATURE.search(text)
    return (text[: found.start()] if found else text).strip()

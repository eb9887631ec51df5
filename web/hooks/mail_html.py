"""The text of an HTML mail."""

import re
from html.parser import HTMLParser

import nh3

BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "hr"})
QUOTING = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION")
# Whole HTML out of anything at all: Python's own parser takes minutes for what a stranger can think of.
_whole = nh3.Cleaner(
    tags=set(BREAKS),
    clean_content_tags={"script", "style", "title", "blockquote"},
    attributes={"div": {"class", "id"}},
)


def as_text(html: str) -> str:
    """The text of an HTML mail without what it quotes, styles and scripts."""
    reader = _Reader()
    reader.feed(_whole.clean(html))
    reader.close()
    lines = [line.strip() for line in "".join(reader.kept).split("\n")]
    return "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1])).strip()


class _Reader(HTMLParser):
    """Text of whole HTML; what stands in a `div` that quotes is left out, with all that is inside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for _, value in attrs)
        if tag == "div" and (self._quoted or any(name in marks for name in QUOTING)):
            self._quoted += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._quoted:
            self._quoted -= 1
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._quoted:
            self.kept.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in BREAKS and not self._quoted:
            self.kept.append("\n")

"""Forms of the console: the browser keeps what was typed, so that going back after a refusal finds it."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
FORGETS = re.compile(r'<(?:form|input|textarea|select)\b[^>]*autocomplete="off"', re.DOTALL)


def test_none_has_the_browser_forget_what_was_typed() -> None:
    pages = [*TEMPLATES.glob("staff/**/*.html"), TEMPLATES / "components/line_editor.html"]

    assert len(pages) > 50
    assert [page.name for page in pages if FORGETS.search(page.read_text())] == []

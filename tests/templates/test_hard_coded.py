"""No template, script or error says anything that cannot be translated."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from templates import sentences
from tests.rules import ROOT, called, calls, found, python_files

EN_ONLY = {"Porchlight", "Stripe", "PDF", "CSV", "PNG", "SVG", "DNS", "TXT", "CNAME"}
"""Names, the same in every language."""

SPOKEN = {"aria-label", "title", "alt", "placeholder"}
LETTER = re.compile(r"[^\W\d_]")
FOR_MACHINES = re.compile(r"{% block \w+_(?:class|href) %}[^{]*{% endblock %}")
"""Blocks that stand inside an attribute."""
ATTRIBUTES = re.compile(r'(?:aria-(?:invalid|describedby)|data-[a-z]+)="[^"]*"|\bautofocus\b')
"""What a macro or a block prints into a tag of others."""
lexer = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in sentences.TEMPLATES)


class Plain(HTMLParser):
    """What a page says by itself: its text and the attributes that are read aloud, tags and styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in {"style", "script"}
        named = dict(attrs)
        heard = SPOKEN | ({"content"} if named.get("name") == "description" else set())
        heard |= {"value"} if tag == "input" and named.get("type") in {None, "text", "submit"} else set()
        self.said += [
            value or "" for name, value in attrs if name in heard or (name.startswith("data-") and " " in (value or ""))
        ]

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def hard_coded(path: Path, source: str) -> list[str]:
    """What a template says that nobody can translate."""
    outside, glued = _outside(source)
    if path.suffix == ".html":
        parser = Plain()
        parser.feed(outside)
        said = parser.said
    else:
        said = outside.splitlines()
    return [text.strip() for text in [*said, *glued] if LETTER.search(_without_names(text))]


def _without_names(text: str) -> str:
    return ATTRIBUTES.sub("", re.sub("|".join(EN_ONLY), "", text))


def _outside(source: str) -> tuple[str, list[str]]:
    """The template without its expressions, blocks and translated parts, and the texts inside expressions."""
    kept: list[str] = []
    glued: list[str] = []
    in_trans = False
    expression: list[tuple[str, str]] = []
    for _, kind, value in lexer.lex(FOR_MACHINES.sub("", source)):
        if kind == "data" and not in_trans:
            kept.append(value)
        elif kind == "name" and expression == [("block_begin", "")] and value in {"trans", "endtrans"}:
            in_trans = value == "trans"
        if kind in {"variable_begin", "block_begin"}:
            expression = [(kind, "")]
        elif kind in {"variable_end", "block_end"}:
            glued += _texts(expression)
            expression = []
        elif expression and kind != "whitespace":
            expression.append((kind, value))
    return "".join(kept), glued


def _texts(expression: list[tuple[str, str]]) -> Iterator[str]:
    """Strings with words in them that are not handed to gettext or ngettext."""
    depth, translated_at = 0, 0
    for at, (kind, value) in enumerate(expression):
        if (kind, value) == ("operator", "("):
            depth += 1
            if expression[at - 1][1] in {"_", "gettext", "ngettext"} and not translated_at:
                translated_at = depth
        elif (kind, value) == ("operator", ")"):
            translated_at = 0 if depth == translated_at else translated_at
            depth -= 1
        elif kind == "string" and not translated_at:
            text = str(ast.literal_eval(value))
            if not text.startswith("<") and re.match(r"[A-Z]|.*\w \w| \w|\w.* $", text):
                yield text


class TestTemplates:
    @pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT / "templates")))
    def test_it_says_nothing_by_itself(self, path: Path) -> None:
        assert hard_coded(path, path.read_text()) == []

    @pytest.mark.parametrize(
        "planted",
        [
            "<p>Hello</p>",
            '<a aria-label="Close"></a>',
            '<img alt="A {{ thing }}">',
            '<p data-gone="It is over."></p>',
            '{{ "Paid" if paid else "" }}',
            '{{ number ~ " open" }}',
            '{{ line("Thank you for " ~ number) }}',
            "{% trans %}Good{% endtrans %} morning",
            '{% set words = "Nothing left" %}',
        ],
    )
    def test_a_planted_one_is_noticed(self, planted: str) -> None:
        assert hard_coded(Path("x.html"), planted)

    @pytest.mark.parametrize(
        "fine",
        [
            '{{ _("Hello") }}',
            '{{ icon("back") }}',
            "<p>{{ amount }} · {{ day }}</p>",
            "{% trans name=name %}Hello {{ name }}{% endtrans %}",
            '<time datetime="{{ iso }}">{{ words }}</time>',
        ],
    )
    def test_what_is_translated_is_not(self, fine: str) -> None:
        assert hard_coded(Path("x.html"), fine) == []


class TestScripts:
    @pytest.mark.parametrize(
        "path", sorted(it for it in (ROOT / "web/static").rglob("*.js") if it.is_file()), ids=lambda path: path.name
    )
    def test_it_has_its_sentences_from_the_page(self, path: Path) -> None:
        code = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)

        assert re.findall(r"""["'`][A-Z][a-z]+ [^"'`]*["'`]""", code) == []


class TestErrors:
    def test_each_is_raised_with_a_constant_sentence(self) -> None:
        product = python_files("tenants", "web", "workers", "papers")

        assert found(_made_up_errors, [path for path in product if path.name != "__main__.py"]) == []

    def test_a_planted_one_is_noticed(self) -> None:
        assert list(_made_up_errors(ast.parse('raise Invalid("amount", f"{amount} is too much")')))
        assert list(_made_up_errors(ast.parse("raise Conflict(message)")))


OF_THEIR_OWN = {"Unfit", "TooFast", "Misread"}
"""What these are given are errors again, by field; seconds; and what a library says to a program, in English everywhere."""
ERRORS = {name: places for name, places in sentences._errors().items() if name not in OF_THEIR_OWN}


def _made_up_errors(tree: ast.AST) -> Iterator[ast.AST]:
    """Errors whose sentence is neither written where they are raised nor a constant of the module."""
    for call in calls(tree):
        place = ERRORS.get(called(call), (0,))[0]
        if place and len(call.args) >= place and not _is_constant(call.args[place - 1]):
            yield call


def _is_constant(given: Any) -> bool:
    if isinstance(given, ast.Subscript):
        given = given.value
    if isinstance(given, ast.Name):
        return given.id.isupper()
    return isinstance(given, ast.Constant) or getattr(given, "attr", "") == "message"

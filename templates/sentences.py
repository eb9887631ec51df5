"""Every sentence of the product, found in its code and templates; run, it brings the files in languages/ up to date."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from templates.language import FOLDER, LANGUAGES, SOURCE, catalog

ROOT = Path(__file__).parent.parent
PLACES = ("templates", "papers", "web", "workers", "tenants")
WORDS = {"_": (1,), "gettext": (1,), "ngettext": (1, 2), "marked": (1,)}
TEMPLATES = {".html", ".txt"}
READING = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
CLASS = re.compile(r"^class (\w+)\((\w+)\)", re.MULTILINE)
WIDTH = 120


def found() -> Catalog:
    """All sentences, in English, without a translation."""
    sentences = Catalog(charset="utf-8")
    words = WORDS | _errors()
    for path in _files():
        for sentence in _sentences(path, words):
            sentences.add(sentence)
    return sentences


def bring_up_to_date(language: str) -> list[str]:
    """Rewrite the file of `language`: what is new stands there without a translation, what is gone is gone.

    The sentences that are still without one.
    """
    path, known = FOLDER / f"{language}.po", catalog(language)
    head = path.read_text().partition("\n\n")[0]
    fresh = Catalog(locale=language)
    for message in found():
        was = known.get(message.id)
        fresh.add(message.id, was.string if was and is_said(was.string) else None)
    body = BytesIO()
    write_po(body, fresh, width=WIDTH, omit_header=True, sort_output=True)
    path.write_text(f"{head}\n\n{body.getvalue().decode()}")
    return [str(message.id) for message in catalog(language) if message.id and not is_said(message.string)]


def is_said(translation: Any) -> bool:
    """Whether a translation stands there, in every form."""
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


def _files() -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(path for path in (ROOT / place).rglob("*") if path.suffix in {".py", *TEMPLATES})


def _sentences(path: Path, words: dict[str, tuple[int, ...]]) -> Iterator[str | tuple[str, ...]]:
    if path.suffix in TEMPLATES:
        for _, sentence, _, _ in extract_from_file("jinja2.ext:babel_extract", str(path), words, options=READING):
            yield sentence if isinstance(sentence, str) else tuple(sentence)
        return
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call) and (places := words.get(_name(call.func))):
            given = [it.value if isinstance(it, ast.Constant) else None for it in call.args]
            said = tuple(it for place in places if isinstance(it := (given + [None] * place)[place - 1], str))
            if len(said) == len(places):
                yield said[0] if len(said) == 1 else said


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _errors() -> dict[str, tuple[int, ...]]:
    """The domain's errors, whose sentence comes first, and Invalid and its kind, which name the field before it."""
    known: dict[str, tuple[int, ...]] = {"DomainError": (1,), "Unusable": (1,), "Invalid": (2,)}
    classes = [pair for path in _files() if path.suffix == ".py" for pair in CLASS.findall(path.read_text())]
    while heirs := {name: known[base] for name, base in classes if base in known and name not in known}:
        known |= heirs
    return known


if __name__ == "__main__":
    for each in LANGUAGES:
        if each != SOURCE:
            missing = bring_up_to_date(each)
            print(*(f"{each}: {message}" for message in missing), sep="\n")  # noqa: T201

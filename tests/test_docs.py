"""The documents are true: what they name exists, and what exists is named where it must be."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import run
import tenants.models as models
from tenants.invoices import InvoiceStatus
from tenants.standing import State
from tests.rules import ROOT, parsed, python_files, texts, vocabulary, words
from web.surfaces import SURFACES

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "STYLE.md", *sorted((ROOT / "docs").rglob("*.md"))]
AT_BOOT = {"PORCHLIGHT_HOME", "CHROMIUM", "CI"}
"""What run.py reads beside the settings."""
MACHINE_MODELS = {"Activity", "Counter", "StripeEvent"}
INVENTED = {"tenants/appliances.py", "web/portal/appliances.py", "templates/portal/appliances/"}
"""Files of CONTRIBUTING's recipe, which whoever follows it makes."""


@cache
def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def marked(document: Path) -> Iterator[str]:
    """Everything set in code in a document, line by line."""
    blocks = re.findall(r"```\w*\n(.*?)```", text(document), flags=re.DOTALL)
    yield from (line.split("  #")[0].strip() for block in blocks for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text(document), flags=re.DOTALL))


def name(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
class TestEveryDocument:
    def test_every_path_it_names_exists(self, document: Path) -> None:
        rooms = "docs|migrations|sandbox|templates|tenants|tests|web|workers"
        named = {path for it in marked(document) for path in re.findall(rf"^(?:{rooms})/[\w./-]*", it)}

        assert {path for path in named - INVENTED if not (ROOT / path).exists()} == set()

    def test_every_link_leads_somewhere(self, document: Path) -> None:
        links = re.findall(r"\]\(([^)#]+)?(#[^)]+)?\)", text(document))

        for target, anchor in links:
            there = document.parent / target if target else document
            assert there.exists(), target
            assert not anchor or anchor[1:] in anchors(there), anchor

    def test_every_command_it_names_is_one(self, document: Path) -> None:
        commands = {
            it.removeprefix("python3 run.py").strip().split(" ")[0]
            for it in marked(document)
            if "python3 run.py" in it[:14]
        }

        assert commands <= {"", "--no-demo", "reset", "check", *run.STEPS, *run.MODULES}

    def test_every_setting_it_names_is_one(self, document: Path) -> None:
        named = {it for it in marked(document) if re.fullmatch(r"[A-Z]{2,}(_[A-Z]+)+|PORT|HOST", it)}

        assert named - settings_read() - AT_BOOT - all_constants() == set()

    def test_it_names_no_test_that_is_gone(self, document: Path) -> None:
        cited = [it.split("::") for it in marked(document) if it.startswith("tests/") and "::" in it]

        assert [f"{path}::{test}" for path, test in cited if f"def {test}(" not in text(ROOT / path)] == []


@pytest.mark.parametrize(("document", "most"), [("README.md", 100), ("STYLE.md", 150)])
def test_it_stays_short(document: str, most: int) -> None:
    assert len(text(ROOT / document).splitlines()) <= most


def test_a_decision_is_a_page() -> None:
    long = [path for path in (ROOT / "docs/decisions").iterdir() if len(text(path).splitlines()) > 40]

    assert long == []


def test_the_deployment_names_every_setting_and_no_other() -> None:
    section = text(ROOT / "docs/deployment.md").split("\n## Settings\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \|", section, flags=re.MULTILINE)

    assert sorted(rows) == sorted(settings_read())


def test_the_readme_names_every_folder() -> None:
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._" and any(path.iterdir())
    }

    assert {it for it in folders if f"`{it}/`" not in text(ROOT / "README.md")} == set()


class TestVocabulary:
    def test_it_has_a_word_for_every_model(self) -> None:
        said = {part.strip() for say, _, _ in vocabulary() for part in re.split(r"[,/:]|\(.*?\)", say)}

        assert {it for it in set(models.__all__) - MACHINE_MODELS if " ".join(words(it)) not in said} == set()

    def test_it_has_the_states_of_an_invoice(self) -> None:
        [(say, means, _)] = [row for row in vocabulary() if row[0].startswith("invoice")]
        computed = {str(it).replace("_", " ") for it in State} - {str(it) for it in InvoiceStatus} - {"due"}

        assert [it.strip() for it in say.split(":")[1].split(",")] == [str(it) for it in InvoiceStatus]
        assert {it for it in computed if it not in means} == set()

    def test_the_surfaces_it_names_are_those_of_the_door(self) -> None:
        [(_, means, _)] = [row for row in vocabulary() if row[0] == "surface"]

        assert {it.strip() for it in means.split(":")[1].split(",")} <= set(SURFACES)


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text(document), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def settings_read() -> set[str]:
    """Every variable that settings.py reads from the environment."""
    return {it for it in texts(parsed(ROOT / "settings.py")) if re.fullmatch(r"[A-Z][A-Z_]{3,}", it)}


@cache
def all_constants() -> set[str]:
    """Every name in capitals that our code gives to something."""
    trees = [
        parsed(path) for path in python_files("tenants", "web", "workers", "papers", "migrations", "tests", "run.py")
    ]
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in nodes if isinstance(node.ctx, ast.Store) and node.id.isupper()}

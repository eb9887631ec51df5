"""The shape of the house, held by a program: what may stand where, how long it may be, and what it may be called."""

import ast
import re
import statistics
import subprocess
import sys

import pytest
from tortoise.models import Model

import tenants.models as models
from tests import rules
from tests.rules import ROOT, first_arguments, found, functions, names, parsed, python_files, vocabulary, words
from workers.perform import NOBODYS, TASKS

PRODUCT = python_files("tenants", "web", "workers", "papers", "templates", "settings.py", "logs.py")
OURS = [*PRODUCT, *python_files("sandbox", "migrations", "run.py")]
WRITTEN = [path for path in OURS if path.name != "0001_tables.py"]  # tortoise wrote that one
MONEY = python_files(
    "tenants/money.py", "tenants/line_items.py", "tenants/numbering.py", "tenants/ledger.py", "tenants/standing.py",
    "tenants/invoices", "tenants/payments", "tenants/stripe_gateway",
)  # fmt: skip
# tests/patience.py is what all the others wait with; the bench measures, and the pictures are made by hand.
IMPATIENT = {*python_files("tests/bench"), *python_files("tests/patience.py", "tests/pictures.py")}
PATIENT = [path for path in python_files("tests") if path not in IMPATIENT]
# Letters and what goes to other people's websites bring their own looks; no page of ours is made of them.
NO_PAGES = {"emails", "snippets"}
PAGES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if not NO_PAGES & set(path.parts)]

TESTED_ABOVE = {"__main__", "isolation"}
"""Tested in tests/tenants/test_main.py and tests/test_isolation.py."""

NO_NOUNS = {"services", "managers", "helpers", "utils", "common", "core", "base", "repositories", "interfaces", "misc"}

# Words of the "never" column that mean something else where they stand; a name made of one is not held against us.
OTHER_MEANINGS = {
    "account": "at Stripe, and the switch between customers that a contact knows by this word",
    "client": "a library's connection",
    "event": "of Stripe or Postmark",
    "job": "work at a property; in the background it is a task",
    "member": "a staff member, and the lowest role",
    "message": "what is written about a record, what an error says, and what Postmark is given",
    "movement": "the sums of a ledger",
    "order": "what Stripe's page is ordered with",
    "site": "the surface at the base domain, and a header's word",
    "token": "of a share link, and of a context variable",
    "transaction": "of the database",
}
COMPOUNDS = {"user_agent", "bill_to"}

RULES = {
    "a function is at most 40 lines": (
        rules.long_functions,
        WRITTEN,
        "def f():\n" + "    pass\n" * 40,
    ),
    "imports stand at the top": (
        rules.imports_in_functions,
        OURS,
        "def f():\n    import json\n",
    ),
    "no import is for types only: that hides a ring": (
        rules.imports_for_types_only,
        OURS,
        "if TYPE_CHECKING:\n    import json\n",
    ),
    "a status is moved, never assigned": (
        rules.statuses_set_by_hand,
        PRODUCT,
        "invoice.status = InvoiceStatus.PAID\n",
    ),
    "hand-written SQL goes through the unit of work": (
        rules.raw_queries,
        PRODUCT,
        "await Invoice.raw('SELECT 1')\n",
    ),
    "a moment has a zone": (
        rules.moments_without_zone,
        OURS,
        "from datetime import datetime\nat = datetime.now()\n",
    ),
    "what a log line says is constant": (
        rules.formatted_logs,
        OURS,
        "log.info(f'sent to {email}')\n",
    ),
    "a case of a test is called the same in every process": (
        rules.cases_of_chance,
        python_files("tests"),
        "SOON = datetime.now(UTC)\n@pytest.mark.parametrize('at', [SOON.isoformat()])\ndef test_it(at): pass\n",
    ),
    "a test waits until it is so, and not for a while": (
        rules.sleeps,
        PATIENT,
        "await page.wait_for_timeout(500)\n",
    ),
    "no test is faster on a machine that has nothing else to do": (
        rules.seconds_on_the_wall,
        PATIENT,
        "took = time.monotonic() - began\n",
    ),
    "money is never a float": (
        rules.floats,
        MONEY,
        "half = amount / 2\n",
    ),
}


class TestRules:
    @pytest.mark.parametrize("name", RULES)
    def test_it_is_kept(self, name: str) -> None:
        rule, files, _ = RULES[name]

        assert found(rule, files) == []

    @pytest.mark.parametrize("name", RULES)
    def test_it_catches_a_planted_fault(self, name: str) -> None:
        rule, _, fault = RULES[name]

        assert list(rule(ast.parse(fault)))


class TestRooms:
    @pytest.mark.parametrize("module", ["settings", "run"])
    def test_it_starts_on_a_bare_python(self, module: str) -> None:
        bare = subprocess.run(
            [sys.executable, "-S", "-c", f"import {module}"], cwd=ROOT, capture_output=True, text=True, check=False
        )

        assert bare.stderr == ""

    def test_no_file_is_longer_than_250_lines(self) -> None:
        lengths = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in [*WRITTEN, *PAGES]}

        assert {path: length for path, length in lengths.items() if length > 250} == {}

    def test_most_files_and_functions_are_short(self) -> None:
        files = [len(path.read_text().splitlines()) for path in PRODUCT]
        lines = [(it.end_lineno or 0) - it.lineno + 1 for path in PRODUCT for it in functions(parsed(path))]

        assert statistics.median(files) <= 70
        assert statistics.median(lines) <= 7
        assert statistics.quantiles(lines, n=10)[-1] <= 20

    def test_nothing_is_named_for_a_pattern(self) -> None:
        stems = {part.removesuffix(".py") for path in OURS for part in path.relative_to(ROOT).parts}

        assert stems & NO_NOUNS == set()

    @pytest.mark.parametrize(
        ("library", "rooms"),
        [
            ("stripe", ["tenants/stripe_gateway"]),
            ("postmarker", ["workers/postmark.py"]),
            ("arq", ["web/bell.py", "workers/app.py"]),
        ],
    )
    def test_a_library_is_spoken_to_from_its_room_only(self, library: str, rooms: list[str]) -> None:
        speaking = {path for path in PRODUCT if library in imported(parsed(path))}

        assert speaking - set(python_files(*rooms)) == set()
        assert speaking

    def test_every_module_begins_with_a_sentence(self) -> None:
        silent = [path for path in WRITTEN if path.stat().st_size and not ast.get_docstring(parsed(path))]

        assert silent == []

    def test_every_model_is_in_the_orms_list(self) -> None:
        bases = {"Model", "TenantOwned"}
        classes = [it for path in PRODUCT for it in ast.walk(parsed(path)) if isinstance(it, ast.ClassDef)]
        made = {it.name for it in classes if bases & {ast.unparse(base) for base in it.bases}}

        assert made - {"TenantOwned"} == set(models.__all__)
        assert all(issubclass(getattr(models, name), Model) for name in models.__all__)

    def test_every_noun_has_its_tests(self) -> None:
        files = [path for path in python_files("tenants") if any(it.name[:2] != "__" for it in functions(parsed(path)))]
        nouns = {path.relative_to(ROOT / "tenants").parts[0].removesuffix(".py") for path in files}
        tested = {path.relative_to(ROOT / "tests/tenants").parts[0] for path in python_files("tests/tenants")}

        assert nouns - {name.removesuffix(".py").removeprefix("test_") for name in tested} - TESTED_ABOVE == set()


class TestWords:
    """docs/vocabulary.md says what is said and what is never said."""

    def test_our_names_keep_to_the_vocabulary(self) -> None:
        never = {word for word in banned() if word not in OTHER_MEANINGS}
        wrong = [
            f"{path.relative_to(ROOT)}:{line} {name}"
            for path in PRODUCT
            for name, line in [(path.stem, 0), *names(parsed(path))]
            if name not in COMPOUNDS and is_banned(name, never)
        ]

        assert wrong == []

    @pytest.mark.parametrize("name", ["the_user", "Notification", "login_page", "public_links", "RateLimit"])
    def test_it_catches_a_word_we_never_say(self, name: str) -> None:
        assert is_banned(name, banned())

    def test_every_other_meaning_is_still_in_use(self) -> None:
        used = {word for path in PRODUCT for name, _ in [(path.stem, 0), *names(parsed(path))] for word in words(name)}

        assert {word for word in OTHER_MEANINGS if not {word, f"{word}s"} & used} == set()
        assert set(OTHER_MEANINGS) <= banned()

    def test_no_page_calls_a_company_a_tenant(self) -> None:
        texts = {path: re.sub(r"{[{%#].*?[}%#]}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL) for path in PAGES}
        never = re.compile(r"\b(tenant|log ?in|username|dashboard|workspace)s?\b", re.IGNORECASE)

        assert {path.name: never.findall(text) for path, text in texts.items() if never.search(text)} == {}


class TestTasks:
    def test_every_task_that_is_called_for_is_known_to_the_workers(self) -> None:
        later = {name for path in PRODUCT for name in first_arguments(parsed(path), "later", "later_for_nobody")}
        inserted = {name for path in python_files("tenants") for name in rules.assigned(parsed(path), "TASK")}

        assert later | inserted == {*TASKS, *NOBODYS}


class TestPages:
    def test_a_script_carries_this_requests_nonce(self) -> None:
        scripts = {tag for path in PAGES for tag in re.findall(r"<script\b[^>]*>", path.read_text())}

        assert {tag for tag in scripts if 'nonce="{{ nonce }}"' not in tag} == set()

    def test_no_page_carries_style_or_behaviour_in_its_markup(self) -> None:
        assert {path.name: inline(path.read_text()) for path in PAGES if inline(path.read_text())} == {}

    @pytest.mark.parametrize(
        "fault", ['<p style="x">', "<style>", '<a onclick="x">', "<a\n  onfocus=x>", 'href="javascript:x"']
    )
    def test_it_catches_planted_style_and_behaviour(self, fault: str) -> None:
        assert inline(fault)

    def test_no_attribute_is_glued_to_the_next(self) -> None:
        """Jinja swallows the line's end after a block: what stood before it needs a space of its own."""
        assert {path.name: glued(path.read_text()) for path in PAGES if glued(path.read_text())} == {}

    def test_it_catches_a_glued_attribute(self) -> None:
        assert glued('<input {% if x %}required{% endif %}\n       value="y">')
        assert glued('<input{% if x %} required {% endif %}\n       value="y">')
        assert glued("<input {% if x %}required{% endif %}\n       {% if y %}checked{% endif %}>")
        assert not glued("<p>{% if x %}x{% endif %}\n a=b</p>")

    def test_no_page_sends_the_browser_to_somebody_else(self) -> None:
        sources = [
            *PAGES,
            *(path for path in (ROOT / "web/static").rglob("*") if path.is_file() and path.suffix != ".webp"),
        ]
        address = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z0-9-]+\.[a-z]", re.IGNORECASE)

        assert {
            path.name: address.findall(path.read_text()) for path in sources if address.search(path.read_text())
        } == {}


SCRIPT_RULES = {
    "no script listens to other pages, or looks at who opened it": r"""["']message["']|onmessage|\bopener\b""",
    "none makes a page or code out of words": r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML =",
    # What is put in as a text could say `$&`, which is a place to put something in.
    "what is filled into a sentence is nothing but itself": r"""\.replace\("#", (?!\(\) =>)""",
}


class TestScripts:
    @pytest.mark.parametrize("rule", SCRIPT_RULES)
    def test_the_rule_holds(self, rule: str) -> None:
        scripts = [path for path in (ROOT / "web/static").rglob("*.js") if path.is_file()]

        assert len(scripts) > 15
        assert [path.name for path in scripts if re.search(SCRIPT_RULES[rule], path.read_text())] == []

    @pytest.mark.parametrize(
        "fault",
        ['addEventListener("message", act)', "onmessage = act", "opener.focus()", "eval(it)", 'it.replace("#", name)'],
    )
    def test_a_breach_is_caught(self, fault: str) -> None:
        assert any(re.search(rule, fault) for rule in SCRIPT_RULES.values())


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages this file imports."""
    modules = [it.module or "" for it in ast.walk(tree) if isinstance(it, ast.ImportFrom)]
    modules += [alias.name for it in ast.walk(tree) if isinstance(it, ast.Import) for alias in it.names]
    return {module.split(".")[0] for module in modules}


def banned() -> set[str]:
    cells = [re.sub(r"\(.*?\)", "", never) for _, _, never in vocabulary()]
    return {word.strip() for cell in cells for word in cell.split(",") if word.strip()}


def is_banned(name: str, never: set[str]) -> bool:
    said = "_".join(words(name))
    return any(re.search(rf"(^|_){word.replace(' ', '_')}s?(_|$)", said) for word in never)


def inline(markup: str) -> list[str]:
    return re.findall(
        r"<style\b|\sstyle=|\son[a-z]+=|javascript:", re.sub(r"{[{%#].*?[}%#]}", "", markup, flags=re.DOTALL)
    )


def glued(markup: str) -> list[str]:
    """Attributes that a block is glued to, before it or in it, with the next one on the line below its end."""
    ends = re.finditer(r"[^\s>](?:{%\s*if[^%]*%}[^<>%]*)?{%\s*end\w+\s*%}\n\s+(?:[a-z-]+[=>\s]|{%\s*if\b)", markup)
    before = ((it[0], re.sub(r"{[%{#].*?[%}#]}", "", markup[: it.start()], flags=re.DOTALL)) for it in ends)
    return [found for found, text in before if text.rfind("<") > text.rfind(">")]

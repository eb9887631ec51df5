"""Lint rules of our own, each a function from a parsed file to the nodes that break it."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST_FUNCTION = 40

Rule = Callable[[ast.AST], Iterator[ast.AST]]


def python_files(*places: str) -> list[Path]:
    """Every Python file in these files and folders of the repository."""
    roots = [ROOT / place for place in places]
    return sorted(path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found(rule: Rule, paths: list[Path]) -> list[str]:
    """`file:line` of everything in these files that breaks the rule."""
    return [f"{path.relative_to(ROOT)}:{getattr(it, 'lineno', 0)}" for path in paths for it in rule(parsed(path))]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """What is called, without what it is called on: `write` for `emails.write(…)`."""
    return ast.unparse(call.func).rsplit(".", 1)[-1]


def cases_of_chance(tree: ast.AST) -> Iterator[ast.AST]:
    """Cases that are called something else in every process, so that several cannot share the tests."""
    assigned = [it for it in ast.walk(tree) if isinstance(it, ast.Assign) and varies(it.value, set())]
    changing = {name.id for it in assigned for name in it.targets if isinstance(name, ast.Name)}
    for call in calls(tree):
        ids = next((it.value for it in call.keywords if it.arg == "ids"), None)
        if called(call) == "parametrize":
            # Without names of its own a case is called by its texts; by a function, by whatever it is given.
            texts = [it for it in ast.walk(call) if isinstance(it, ast.JoinedStr) or _makes_text(it)]
            naming = texts if ids is None else [call] if isinstance(ids, ast.Lambda | ast.Name) else []
            yield from (it for it in naming if varies(it, changing))


def varies(tree: ast.AST, changing: set[str]) -> bool:
    chance = {"uuid4", "time", "now", "token_urlsafe"}
    named = any(isinstance(it, ast.Name) and it.id in changing for it in ast.walk(tree))
    return named or any(called(it) in chance for it in calls(tree))


def _makes_text(tree: ast.AST) -> bool:
    return isinstance(tree, ast.Call) and called(tree) in {"str", "isoformat", "time", "token_urlsafe"}


def long_functions(tree: ast.AST) -> Iterator[ast.AST]:
    yield from (it for it in functions(tree) if (it.end_lineno or 0) - it.lineno >= LONGEST_FUNCTION)


def imports_in_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for function in functions(tree):
        yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def imports_for_types_only(tree: ast.AST) -> Iterator[ast.AST]:
    yield from (it for it in ast.walk(tree) if isinstance(it, ast.If) and "TYPE_CHECKING" in ast.unparse(it.test))


def statuses_set_by_hand(tree: ast.AST) -> Iterator[ast.AST]:
    yield from (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store)
    )


def raw_queries(tree: ast.AST) -> Iterator[ast.AST]:
    yield from (call for call in calls(tree) if isinstance(call.func, ast.Attribute) and call.func.attr == "raw")


def moments_without_zone(tree: ast.AST) -> Iterator[ast.AST]:
    for call in calls(tree):
        name = ".".join(ast.unparse(call.func).split(".")[-2:])
        if name in {"datetime.utcnow", "datetime.today", "date.today"} or (name == "datetime.now" and not call.args):
            yield call


def sleeps(tree: ast.AST) -> Iterator[ast.AST]:
    """Guesses at how long something takes. To sleep for no time at all is to let others have their turn."""
    for call in calls(tree):
        is_turn = [ast.unparse(it) for it in call.args] == ["0"]
        if called(call) in {"sleep", "wait_for_timeout"} and not is_turn:
            yield call


def seconds_on_the_wall(tree: ast.AST) -> Iterator[ast.AST]:
    """What took how long while the machine did who knows what else."""
    for node in ast.walk(tree):
        is_difference = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
        if is_difference and {called(it) for it in calls(node)} & {"monotonic", "perf_counter"}:
            yield node


def formatted_logs(tree: ast.AST) -> Iterator[ast.AST]:
    """What a log line says is constant; what it is about stands in `extra`, where it can be searched and masked."""
    for call in calls(tree):
        if ast.unparse(call.func).startswith(("log.", "logging.getLogger")) and call.args:
            yield from (arg for arg in call.args[:1] if isinstance(arg, ast.JoinedStr | ast.BinOp | ast.Call))


def floats(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        is_division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if is_division or is_float or (isinstance(node, ast.Name) and node.id == "float"):
            yield node


def first_arguments(tree: ast.AST, *functions: str) -> set[str]:
    """The texts given first to calls of these functions, also by way of a variable of the same file."""
    firsts = [call.args[0] for call in calls(tree) if called(call) in functions and call.args]
    return {text for it in firsts for text in (assigned(tree, it.id) if isinstance(it, ast.Name) else texts(it))}


def assigned(tree: ast.AST, name: str) -> set[str]:
    """Every text that this variable is given somewhere in this file."""
    given = [it.value for it in ast.walk(tree) if isinstance(it, ast.Assign) and ast.unparse(it.targets[0]) == name]
    return {text for value in given for text in texts(value)}


def texts(tree: ast.AST) -> set[str]:
    return {it.value for it in ast.walk(tree) if isinstance(it, ast.Constant) and isinstance(it.value, str)}


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name this file gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def vocabulary() -> Iterator[list[str]]:
    """The rows of the vocabulary: say, means, never."""
    lines = (ROOT / "docs/vocabulary.md").read_text().splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    yield from ([cell.strip() for cell in row] + [""] * (3 - len(row)) for row in rows[1:])


def words(name: str) -> list[str]:
    """`MagicLink` and `magic_link` -> magic, link."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]

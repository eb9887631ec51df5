"""The one command: everything running with demo data, or one step of it. `python3 run.py --help` lists the steps."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one must still be able to read this far
    sys.exit("Porchlight needs Python 3.11 or newer, and this is %d.%d." % sys.version_info[:2])  # noqa: UP031

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sandbox import launch, servers, surroundings
from sandbox.processes import ends_with
from settings import dotenv

USAGE = """\
python3 run.py               everything running here, with demo data the first time; Ctrl-C stops it
python3 run.py --no-demo     the same, without the demo
python3 run.py test …        all tests; what follows goes to pytest
python3 run.py check         format, lint, types, imports, templates, migrations, then all tests
python3 run.py bench …       how fast it is here
python3 run.py languages     what is said, brought into templates/languages; names what nobody translated yet
python3 run.py migrate       the newest schema
python3 run.py web           the web processes
python3 run.py worker        the background worker
python3 run.py tenant create …   a new company
python3 run.py reset         forget everything kept in PORCHLIGHT_HOME

PORT (8000) is the web's and the next one the sandbox's; PORCHLIGHT_HOME (.local) keeps the data."""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
PYTHON_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
LOCKS = ("requirements.lock", "requirements-embedded.lock", "requirements-dev.lock", "requirements-bench.lock")
PRODUCTION, EMBEDDED, DEVELOPMENT, BENCH = range(4)
STEPS = {"migrate": "migrations", "web": "web.serve", "worker": "workers.app", "tenant": "tenants"}
MODULES = {"test": "pytest", "bench": "tests.bench", "languages": "templates.sentences"}
SIDE_BY_SIDE = ("-n", str(os.cpu_count() or 1), "--dist", "worksteal")
"""All tests go to as many processes as there are processors, each with servers of its own."""
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "templates": ["djlint", "templates", "--check", "--lint", "--quiet"],
    "migrations": ["python", "-m", "migrations", "check"],
    "tests": ["python", "-m", "pytest", *SIDE_BY_SIDE],
}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FETCHING = ("Collecting ", "Processing ")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Do what `arguments` ask. The exit code."""
    command, *rest = arguments or [""]
    if command not in {"", "--no-demo", "reset", "check", *STEPS, *MODULES}:
        print(USAGE)
        return 0 if command in {"--help", "-h"} else 2
    os.chdir(ROOT)
    env = {**dotenv(ROOT / ".env"), **os.environ}
    for ending in ENDINGS:
        signal.signal(ending, end)
    try:
        use_environment(_lock_for(command, env))
        return run(command, rest, env)
    except KeyboardInterrupt:
        return 0 if command in {"", "--no-demo"} else 130
    except (launch.Refused, servers.ProcessFailed, servers.AlreadyRunning) as reason:
        print(f"\n{reason}", file=sys.stderr)
    except PermissionError as fault:
        print(f"{fault.filename} is another account's. Keep your own: PORCHLIGHT_HOME=~/porchlight", file=sys.stderr)
    return 1


def run(command: str, rest: list[str], env: dict[str, str]) -> int:
    """One command, inside `.venv`. The exit code."""
    if command in STEPS:
        return launch.step(env, STEPS[command], *rest)
    if command in MODULES:
        side_by_side = SIDE_BY_SIDE if command == "test" and not rest else ()
        return tool(["python", "-m", MODULES[command], *side_by_side, *rest], env)
    if command == "check":
        return check(env)
    if command == "reset":
        launch.reset(env)
    else:
        launch.everything(env, demo=command != "--no-demo")
    return 0


def check(env: dict[str, str]) -> int:
    """Every check in turn, the quick ones first; the first that fails ends it. Its exit code."""
    for name, command in CHECKS.items():
        print(f"-- {name}", flush=True)
        began = time.monotonic()
        exit_code = tool(command, env)
        print(f"   {name}: {'failed' if exit_code else 'good'}, {time.monotonic() - began:.1f} s", flush=True)
        if exit_code:
            return exit_code
    return 0


def tool(command: list[str], env: dict[str, str]) -> int:
    """Run a program of `.venv` on this code. Its exit code."""
    chromium = env.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), "")
    if not chromium and "pytest" in command:
        print("No Chromium: without one the browser tests are skipped. apt-get install chromium, or CHROMIUM=path")
    program, *arguments = command
    surrounding = {**env, "PYTHONPATH": str(ROOT), "CHROMIUM": chromium}
    leash = ends_with(os.getpid(), signal.SIGTERM)
    return subprocess.run(
        [VENV / "bin" / program, *arguments], env=surrounding, preexec_fn=leash, check=False
    ).returncode


def use_environment(level: int) -> None:
    """Go on inside `.venv`, made or brought up to date when the locks say so."""
    if installed() < level:
        with one_at_a_time():
            if installed() < level:
                install(max(level, remembered()))
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "run.py"), *sys.argv[1:]])


def installed() -> int:
    """The lock that `.venv` holds whole, for this Python; -1 when there is none."""
    level = remembered()
    return level if level >= 0 and stamp() == seal(level) and not is_spoiled() else -1


def remembered() -> int:
    """The lock that was installed last, whatever became of it since; -1 when none was."""
    name = stamp().split(" ")[0]
    return LOCKS.index(name) if name in LOCKS else -1


def stamp() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def seal(level: int) -> str:
    """What the stamp says once the lock `level` is there whole."""
    return f"{LOCKS[level]} {PYTHON_VERSION} {hashlib.sha256((ROOT / LOCKS[level]).read_bytes()).hexdigest()}"


def is_spoiled() -> bool:
    """Broken off half way, of another Python, or of one that is gone. An own `.venv` without our stamp is kept."""
    foreign = stamp() and f" {PYTHON_VERSION} " not in stamp()
    return VENV.exists() and bool(foreign or not os.access(PYTHON, os.X_OK))


def install(level: int) -> None:
    """Bring `.venv` to the lock `level`; until all of it is there the stamp fits no Python."""
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv")
    began = time.monotonic()
    print("Bringing .venv up to date" if VENV.exists() else "Making .venv, this once", flush=True)
    subprocess.run([sys.executable, "-m", "venv", *(["--clear"] if is_spoiled() else []), VENV], check=True)
    STAMP.write_text(f"{LOCKS[level]} unfinished")
    pip(ROOT / LOCKS[level])
    STAMP.write_text(seal(level))
    print(f"  done in {time.monotonic() - began:.0f} s; from now on without the network", flush=True)


def pip(lock: Path) -> None:
    """Install exactly what `lock` names, with a sign of life now and then; pip's own words only when it fails."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    command += ["--no-deps", "--require-hashes", "-r", str(lock)]
    words: list[str] = []
    leash = ends_with(os.getpid(), signal.SIGKILL)
    out, err = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, stdout=out, stderr=err, text=True, preexec_fn=leash) as running:  # noqa: PLW1509
        for line in running.stdout or ():
            words.append(line)
            if line.startswith(FETCHING):
                tell(sum(word.startswith(FETCHING) for word in words), lock)
    if running.returncode:
        sys.exit(
            "".join(words[-12:]) + "\nThe packages could not be installed; pip says why above. Try again any time."
        )


def tell(fetched: int, lock: Path) -> None:
    if fetched % 15 == 0:
        print(f"  {fetched} of {lock.read_text().count('==')} packages", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands at once must not both install."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def end(_number: int, _frame: FrameType | None) -> None:
    """The first Ctrl-C ends everything in order; more of them must not disturb that."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def _lock_for(command: str, env: dict[str, str]) -> int:
    if command == "bench":
        return BENCH
    if command in {"check", *MODULES}:
        return DEVELOPMENT
    return EMBEDDED if surroundings.needs_servers(env) else PRODUCTION


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

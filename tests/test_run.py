"""`run.py` and what it starts: one environment, everything on one machine, and clear refusals."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from sandbox import launch, servers, surroundings
from tests.leftovers import processes_of
from tests.patience import eventually
from tests.ports import two_free_ports

ROOT = Path(run.__file__).parent
NOT_ITS_OWN = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "STORAGE_URL",
    "SANDBOX_HOME",
    "BASE_URL",
}


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own, in a folder the servers' account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-home-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    """What a person has in their shell who set nothing but a place and a port."""
    outer = {name: value for name, value in os.environ.items() if name not in NOT_ITS_OWN}
    return {**outer, "PORCHLIGHT_HOME": str(home), "PORT": str(two_free_ports())}


class TestSurroundings:
    def test_it_makes_a_secret_once_and_for_our_eyes_only(self, env: dict[str, str], home: Path) -> None:
        first, second = surroundings.completed(env), surroundings.completed(env)

        assert first["SECRET_KEY"] == second["SECRET_KEY"] != ""
        assert (home / "secret_key").stat().st_mode & 0o777 == 0o600

    def test_it_keeps_to_what_was_set(self, env: dict[str, str]) -> None:
        completed = surroundings.completed({**env, "STRIPE_SECRET_KEY": "sk_test_mine", "MAIL_FROM": ""})

        assert completed["STRIPE_SECRET_KEY"] == "sk_test_mine"
        assert completed["MAIL_FROM"] == "Porchlight <portal@porchlight.example>"

    def test_it_makes_nothing_up_over_https(self, env: dict[str, str], home: Path) -> None:
        completed = surroundings.completed({**env, "BASE_URL": "https://porchlight.example"})

        assert "SECRET_KEY" not in completed
        assert list(home.iterdir()) == []

    def test_it_leaves_a_named_database_alone(self, env: dict[str, str], home: Path) -> None:
        named = {**env, "DATABASE_URL": "postgresql://app@db.example/porchlight"}

        addressed = surroundings.addressed(named, servers.Addresses(home))

        assert (addressed["DATABASE_URL"], "DATABASE_OWNER_URL" in addressed) == (named["DATABASE_URL"], False)
        assert addressed["REDIS_URL"] == f"unix://{home}/valkey.sock"


class TestLaunch:
    def test_it_names_the_port_that_is_taken(self, env: dict[str, str], home: Path) -> None:
        port = int(env["PORT"]) + 1
        with socket.create_server(("127.0.0.1", port)), pytest.raises(launch.Refused, match=f"Port {port} is taken"):
            launch.everything(env, demo=False)

        assert processes_of(home) == []

    def test_it_serves_and_leaves_nothing_behind_when_killed(self, env: dict[str, str], home: Path) -> None:
        code = "import os; from sandbox import launch; launch.everything(os.environ, demo=False)"
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE) as launcher:
            assert any(b"Porchlight runs" in line for line in launcher.stdout or ())
            assert len(processes_of(home)) >= len(["PostgreSQL", "Valkey", "sandbox", "web"])
            launcher.kill()

        assert eventually(lambda: processes_of(home) == [])


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def checkout(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An installed checkout of its own."""
        places = {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "STAMP": tmp_path / ".venv" / "installed"}
        for name, place in (places | {"PYTHON": tmp_path / ".venv" / "python"}).items():
            monkeypatch.setattr(run, name, place)
        for lock in run.LOCKS:
            (tmp_path / lock).write_text(f"{lock}==1")
        run.VENV.mkdir()
        run.PYTHON.symlink_to(sys.executable)
        run.STAMP.write_text(run.seal(run.DEVELOPMENT))

    def test_it_trusts_an_environment_that_holds_more(self) -> None:
        assert run.installed() == run.DEVELOPMENT > run.EMBEDDED > run.PRODUCTION

    def test_it_installs_again_when_the_lock_changed(self) -> None:
        (run.ROOT / run.LOCKS[run.DEVELOPMENT]).write_text("another==2")

        assert (run.installed(), run.remembered(), run.is_spoiled()) == (-1, run.DEVELOPMENT, False)

    def test_it_starts_afresh_after_an_installation_that_broke_off(self) -> None:
        run.STAMP.write_text(f"{run.LOCKS[run.EMBEDDED]} unfinished")

        assert (run.installed(), run.remembered(), run.is_spoiled()) == (-1, run.EMBEDDED, True)

    def test_it_starts_afresh_when_its_python_is_gone(self) -> None:
        run.PYTHON.unlink()

        assert (run.installed(), run.is_spoiled()) == (-1, True)

    def test_it_keeps_an_environment_that_somebody_made_by_hand(self) -> None:
        run.STAMP.unlink()

        assert (run.installed(), run.is_spoiled()) == (-1, False)

    @pytest.mark.parametrize(("asked", "exit_code"), [("--help", 0), ("serve", 2)])
    def test_it_says_how_it_is_used(self, asked: str, exit_code: int, capsys: pytest.CaptureFixture[str]) -> None:
        assert run.main([asked]) == exit_code
        assert "python3 run.py test" in capsys.readouterr().out

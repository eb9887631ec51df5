"""A process of ours: its last words, and its return."""

from pathlib import Path

import pytest

from sandbox.processes import Process, ProcessFailed
from sandbox.watch import Watch


def test_it_ends_with_its_own_last_words_when_it_fails(tmp_path: Path) -> None:
    process = a_process("sh", "-c", "echo the disk is full; exit 3", log=tmp_path / "log")

    with pytest.raises(ProcessFailed, match=r"ended with exit code 3\n  the disk is full"):
        process.start()


def test_it_starts_again_what_ended_and_later_each_time() -> None:
    watch = Watch(a_process("false"))
    watch.process.run()

    said = [watch.look(now) for now in (0.0, 0.5, 1.0)]
    watch.process.run()

    assert said == ["false ended (exit code 1); it starts again in 1 s", None, None]
    assert watch.look(2.0) == "false ended (exit code 1); it starts again in 2 s"


def a_process(*command: str, log: Path | None = None) -> Process:
    return Process(command[0], command, is_ready=lambda _pid: False, env={"PATH": "/usr/bin:/bin"}, log=log)

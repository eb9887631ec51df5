"""Starts again what ended by itself, a little later each time."""

import signal
from dataclasses import dataclass

from sandbox.processes import Process

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0


@dataclass
class Watch:
    """One process under watch; times are seconds of one monotonic clock."""

    process: Process
    pause: float = FIRST_PAUSE
    started_at: float = 0.0
    again_at: float | None = None

    def look(self, now: float) -> str | None:
        """Restart it when that is due. What there is to say, if anything."""
        if self.process.is_running:
            return None
        if self.again_at is None:
            return self._plan(now)
        if now >= self.again_at:
            self.process.launch()
            self.started_at, self.again_at = now, None
        return None

    def _plan(self, now: float) -> str:
        if now - self.started_at > SETTLED_AFTER:
            self.pause = FIRST_PAUSE
        said = f"{self.process.name} ended ({_reason(self.process.exit_code)}); it starts again in {self.pause:.0f} s"
        self.again_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return said


def _reason(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"

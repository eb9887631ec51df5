"""When and where something happens: the account, the time on its clock, and who asked."""

import time
from dataclasses import dataclass, field


def now() -> int:
    """Unix seconds."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Moment:
    """`emit` off: events are kept, but no webhook is sent. `request` and `key` are the API call's, if it was one."""

    account: str
    at: int = field(default_factory=now)
    emit: bool = True
    request: str | None = None
    key: str | None = None

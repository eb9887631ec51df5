"""Ports for the servers of tests.

They lie below those that the system hands to whoever connects somewhere: one of these may have become the near end of
anybody's connection between being found free and being listened at.
"""

import contextlib
import socket
from random import SystemRandom

FIRST, LAST = 20_000, 32_000


def two_free_ports() -> int:
    """A free port whose neighbour is free too: the web's, and the sandbox's beside it."""
    while True:
        port = SystemRandom().randrange(FIRST, LAST, 2)
        with contextlib.suppress(OSError), listening(port), listening(port + 1):
            return port


def listening(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))

"""HTTP on the wire: uvicorn's own protocol, with limits on how large a request's head is and how long it arrives."""

import asyncio
import socket
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CLOSING: list[Callable[[], None]] = []
"""What is done when the server begins to close: an answer that stays open would hold it back."""
UNANSWERED_MS = 30_000
"""How long what was sent may go without a sign from the other side before the line counts as cut."""
HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10
# The application itself gives a body it reads less; this ends those that nobody reads.
BODY_SECONDS = 45


class HeadTooLarge(ValueError):
    """The parser turns it into a 400."""


class Wire(HttpToolsProtocol):
    _head = 0
    _is_head = True
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn itself
        super().connection_made(transport)
        line = transport.get_extra_info("socket")
        if line and hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        for close in CLOSING:
            close()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # An endless head is never complete, so the bytes are counted as they come.
        if self._is_head and not self.transport.is_closing():
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head, self._is_head = 0, True
        self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise HeadTooLarge
        self._is_head = False
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None

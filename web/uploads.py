"""Large bodies wait on the network, not in memory, until a handler that takes them asks for them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from quart import Request
from quart.asgi import ASGIHTTPConnection
from werkzeug.exceptions import LengthRequired, RequestTimeout

# Within the patience of web.wire, so that who is too slow is told so.
BODY_SECONDS = 40.0


async def _nobody_to_judge() -> None:
    pass


class Incoming(Request):
    """A request; the body of a large one is read by `whole` alone."""

    def __init__(self, *args: Any, max_content_length: int | None = None, **more: Any) -> None:
        super().__init__(*args, max_content_length=max_content_length, **more)
        self.is_large = (self.content_length or 0) > (max_content_length or 0)
        self.wanted = asyncio.Event()
        self.judge_anew: Callable[[], Awaitable[None]] = _nobody_to_judge
        """Has the door's guard judge once more, when the body is here."""

    async def whole(self, limit: int, *, kept: int | None = None) -> bytearray:
        """The body, of at most `limit` bytes, or the first `kept` of it. Raises werkzeug's 408, 411 and 413.

        Whoever may not send it any more when it is here is turned away as they would be at the door.
        """
        if self.content_length is None:
            raise LengthRequired
        if self.is_large:
            self.body = self.body_class(self.content_length, limit)
            self.wanted.set()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await self._pieces(limit if kept is None else kept)
        except TimeoutError as error:
            raise RequestTimeout from error
        await self.judge_anew()
        return body

    async def _pieces(self, kept: int) -> bytearray:
        whole = bytearray()
        async for piece in self.body:
            whole += piece[: kept - len(whole)]
        return whole


class Patient(ASGIHTTPConnection):
    """Leaves a large body with the sender until it is wanted: the server stops reading, and the sender waits."""

    async def handle_messages(self, request: Request, receive: Any) -> None:
        if isinstance(request, Incoming) and request.is_large:
            await request.wanted.wait()
        await super().handle_messages(request, receive)

"""One line a request: who asked what of whom, and how it went. Secrets in paths are masked."""

import logging
import re
import time

from quart import Response, g, request

log = logging.getLogger("web")

# Sign-in and share links carry a capability in their path; the log keeps its first characters, to tell them apart.
SECRET = re.compile(r"^(/(?:sign-in|i|e)/[^/.]{4})[^/.]{8,}")


def masked(path: str) -> str:
    return SECRET.sub(r"\1…", path)


async def note(response: Response) -> Response:
    started = g.get("started")
    log.info(
        "request",
        extra={
            "method": request.method,
            "path": masked(request.path),
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000, 1) if started else None,
            "company": tenant.slug if (tenant := g.get("tenant")) else None,
            "address": g.get("address"),
        },
    )
    return response

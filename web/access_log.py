"""One line a request: who asked what of whom, and how it went. Secrets in paths are masked."""

import logging
import re
import time

from quart import Response, g, request

import metrics

log = logging.getLogger("web")

LONGEST = 300
# Sign-in and share links carry a capability in their path; the log keeps its first characters, to tell them apart.
# The second half finds one at an address that is none of ours, as when a link was pasted twice. An id is shorter.
SECRET = re.compile(r"(?:(?<=/sign-in/)|(?<=/i/)|(?<=/e/))([^/.]{4})[^/.]{8,}|([\w-]{4})[\w-]{36,}")
# What a record is called elsewhere may be anything, a person's address too.
ELSEWHERE = re.compile(r"(?<=/by-external-id/).+", re.DOTALL)


def masked(path: str) -> str:
    shown = SECRET.sub(lambda found: f"{found[1] or found[2]}…", path[:LONGEST])
    return ELSEWHERE.sub("…", shown)


async def note(response: Response) -> Response:
    seconds = time.perf_counter() - g.started if "started" in g else 0.0
    tenant = g.get("tenant")
    surface = (request.endpoint or "none").partition(".")[0]
    metrics.requests.labels(surface, response.status_code).inc()
    metrics.request_seconds.labels(surface).observe(seconds)
    log.info(
        "request",
        extra={
            "method": request.method[:LONGEST],
            "path": masked(request.path),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "company": tenant.slug if tenant else None,
            "address": g.get("address"),
        },
    )
    return response

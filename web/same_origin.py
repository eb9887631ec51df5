"""Unsafe requests must come from the page's own origin; a sibling company's page is as foreign as any other."""

from werkzeug.datastructures import Headers

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_ours(method: str, headers: Headers, origin: str) -> bool:
    """Whether a request of `method` to a page of `origin` may act.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones only in Origin; what says neither is refused.
    """
    if method in SAFE:
        return True
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    return headers.get("Origin") == origin

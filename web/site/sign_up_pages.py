"""The pages between the form and the company: the mail is on its way, or its link is over."""

from datetime import datetime
from typing import Any

from quart import Response

from tenants import sign_in
from tenants.sign_in import Refused
from web.pages import page
from web.site import browser

MINUTES = int(sign_in.LIFE.total_seconds() // 60)


def sent(email: str, expires_at: datetime, error: str | None = None) -> Response:
    facts: dict[str, Any] = {"email_masked": sign_in.masked(email), "minutes": MINUTES, "error": error}
    expires = expires_at.isoformat(timespec="seconds")
    return page("site/sent.html", 422 if error else 200, **facts, expires_iso=expires)


def gone(reason: Refused) -> Response:
    return browser.private(page("site/gone.html", 410, reason=str(reason)))

"""Reading a mail somebody wrote: whether a person did, and which of its words are theirs."""

import re
from typing import Any

from web.hooks.mail_html import as_text
from web.hooks.unquoted import unquoted

CUT = "cut"
"""Set by us on a mail whose attachments were not even read."""

MOST = 50_000
"""Characters of a mail that are looked at."""

# Whoever writes these is a program. RFC 3834 for the first, the others by custom.
AUTOMATIC = frozenset({"x-autoreply", "x-autorespond", "x-failed-recipients", "list-id", "list-unsubscribe"})
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
DAEMONS = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)


def refusal(mail: dict[str, Any]) -> str | None:
    """Why nobody reads this mail: a program wrote it, or its sender is forged as far as the mail systems can tell."""
    headers = _headers(mail)
    if _is_automatic(headers) or DAEMONS.match(str(mail.get("From") or "")):
        return "a program wrote it"
    return "its sender is forged" if _is_forged(headers) else None


def words(mail: dict[str, Any]) -> str:
    """What its writer wrote, without what they quote; empty for none."""
    whole = _text(mail, "TextBody") or as_text(_text(mail, "HtmlBody"))
    return _text(mail, "StrippedTextReply").strip() or unquoted(whole)


def has_files(mail: dict[str, Any]) -> bool:
    """Whether something besides pictures of its own layout came with it."""
    attached = mail.get("Attachments")
    if mail.get(CUT):
        return True
    return isinstance(attached, list) and any(isinstance(it, dict) and not it.get("ContentID") for it in attached)


def _text(mail: dict[str, Any], name: str) -> str:
    value = mail.get(name)
    return value[:MOST] if isinstance(value, str) else ""


def _headers(mail: dict[str, Any]) -> dict[str, str]:
    """The first of each name, which the last mail system wrote: those below a forger may have written."""
    found: dict[str, str] = {}
    headers = mail.get("Headers")
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, dict):
            name = str(header.get("Name", "")).lower()
            found.setdefault(name, str(header.get("Value", "")).strip().lower())
    return found


def _is_automatic(headers: dict[str, str]) -> bool:
    return (
        not AUTOMATIC.isdisjoint(headers)
        or headers.get("auto-submitted", "no") != "no"
        or headers.get("precedence", "") in BULK
        or headers.get("return-path", "") == "<>"
        or headers.get("content-type", "").startswith("multipart/report")
    )


def _is_forged(headers: dict[str, str]) -> bool:
    """A forwarded mail fails SPF though it is honest; then a signature of its writer's own domain speaks for it.

    Postmark tells of it in X-Spam-Tests. Authentication-Results it writes none: a good word there may be the forger's.
    """
    results = headers.get("authentication-results", "")
    fails = headers.get("received-spf", "").startswith("fail") or "spf=fail" in results
    return "dmarc=fail" in results or (fails and "dkim_valid_au" not in headers.get("x-spam-tests", ""))

"""What Postmark refuses, with its own error codes."""

import os
import re
from collections.abc import Collection, Mapping
from email.utils import getaddresses, parseaddr
from typing import Any

FIELDS = {
    "From", "To", "Cc", "Bcc", "Subject", "Tag", "HtmlBody", "TextBody", "ReplyTo", "Headers",
    "TrackOpens", "TrackLinks", "Attachments", "Metadata", "MessageStream",
}  # fmt: skip
TEXTS = FIELDS - {"Headers", "TrackOpens", "Attachments", "Metadata"}
STREAMS = ("outbound", "broadcast")
LONGEST = {"Subject": 2000, "From": 255, "Tag": 1000, "HtmlBody": 5_242_880, "TextBody": 5_242_880}
MOST_RECIPIENTS = 50
MOST_METADATA = 10
LONGEST_KEY, LONGEST_VALUE = 20, 80
MAILBOX = re.compile(r"^[a-z0-9!#$%&'`*+\-/=^_{}|~]+(\.[a-z0-9!#$%&'`*+\-/=^_{}|~]+)*@[a-z0-9-]+(\.[a-z0-9-]+)*$")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HTTP_STATUS = {10: 401, 429: 429, 500: 500, 503: 503}


class Refused(Exception):
    """Postmark's answer to what it does not take: `code` is its ErrorCode, `status` the HTTP status."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.status = HTTP_STATUS.get(code, 422)


def check(message: object) -> dict[str, Any]:
    """The fields of a message Postmark would take, without those that are null. Raises Refused."""
    if not isinstance(message, dict):
        raise Refused(403, "The JSON is not a message.")
    fields = {name: value for name, value in message.items() if value is not None}
    _check_shape(fields)
    _check_sender(fields)
    _check_recipients(fields)
    _check_content(fields)
    _check_metadata(fields.get("Metadata", {}))
    return fields


def recipients(fields: Mapping[str, Any]) -> list[str]:
    """Every address of To, Cc and Bcc, in lower case."""
    lists = [fields[name] for name in ("To", "Cc", "Bcc") if fields.get(name)]
    return [address.lower() for _, address in getaddresses(lists)]


def check_active(addresses: Collection[str], suppressed: Collection[str]) -> str:
    """The `Message` of the answer; raises Refused 406 when nobody is left to send to."""
    inactive = [address for address in addresses if address in suppressed]
    if not inactive:
        return "OK"
    names = ", ".join(inactive)
    if len(inactive) < len(addresses):
        return f"Message OK, but will not deliver to these inactive addresses: {names}."
    raise Refused(
        406,
        "You tried to send to recipient(s) that have been marked as inactive. "
        f"Found inactive addresses: {names}. "
        "Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.",
    )


def _check_shape(fields: Mapping[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise Refused(403, f"Unknown field: {', '.join(sorted(unknown))}.")
    for name in TEXTS & fields.keys():
        if not isinstance(fields[name], str):
            raise Refused(403, f"'{name}' must be text.")
        if len(fields[name]) > LONGEST.get(name, 10_000):
            raise Refused(300, f"'{name}' is too long.")
        if name not in ("HtmlBody", "TextBody") and CONTROL.search(fields[name]):
            raise Refused(300, f"Invalid '{name}': it holds control characters.")
    if fields.get("MessageStream", "outbound") not in STREAMS:
        raise Refused(1235, "The message stream for the provided 'MessageStream' was not found.")


def _check_sender(fields: Mapping[str, Any]) -> None:
    address = _one_address(fields, "From")
    if "ReplyTo" in fields:
        _one_address(fields, "ReplyTo")
    _, _, ours = parseaddr(os.environ.get("MAIL_FROM", ""))[1].rpartition("@")
    if ours and address.rpartition("@")[2] != ours.lower():
        raise Refused(400, "The 'From' address you supplied is not a Sender Signature on your account.")


def _one_address(fields: Mapping[str, Any], name: str) -> str:
    if not fields.get(name):
        raise Refused(300, f"Invalid '{name}' address: it is empty.")
    found = [address.lower() for _, address in getaddresses([fields[name]])]
    if len(found) != 1 or not MAILBOX.match(found[0]):
        raise Refused(300, f"Invalid '{name}' address: '{fields[name]}'.")
    return found[0]


def _check_recipients(fields: Mapping[str, Any]) -> None:
    addresses = recipients(fields)
    if not fields.get("To"):
        raise Refused(300, "Zero recipients specified.")
    if len(addresses) > MOST_RECIPIENTS:
        raise Refused(300, f"Too many recipients: at most {MOST_RECIPIENTS} are allowed.")
    for address in addresses:
        if not MAILBOX.match(address):
            raise Refused(300, f"Invalid 'To' address: '{fields['To']}'.")


def _check_content(fields: Mapping[str, Any]) -> None:
    if not fields.get("TextBody") and not fields.get("HtmlBody"):
        raise Refused(300, "Provide either email TextBody or HtmlBody or both.")
    if fields.get("TrackLinks", "None") not in ("None", "HtmlAndText", "HtmlOnly", "TextOnly"):
        raise Refused(300, "Invalid 'TrackLinks'.")
    for name in ("Headers", "Attachments"):
        if not isinstance(fields.get(name, []), list):
            raise Refused(403, f"'{name}' must be a list.")


def _check_metadata(metadata: object) -> None:
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise Refused(403, "'Metadata' must map texts to texts.")
    if len(metadata) > MOST_METADATA:
        raise Refused(300, f"Metadata holds more than {MOST_METADATA} fields.")
    if any(len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in metadata.items()):
        raise Refused(300, f"Metadata is limited to keys of {LONGEST_KEY} and values of {LONGEST_VALUE} characters.")

"""Mail that comes in: somebody answers a mail that was sent, and Postmark hands their answer over."""

from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from sandbox.postmark import store

PASSED = "Pass (sender SPF authorized) identity=mailfrom; client-ip=209.85.160.180; helo=mail.example;"


def answer(message: store.Message, text: str, **other: Any) -> dict[str, Any]:
    """The JSON of an answer to `message` by whoever it was sent to, quoting it; `other` fields replace these."""
    name, writer = parseaddr(message["To"])
    to = parseaddr(message["ReplyTo"] or message["From"])[1]
    quoted = "\n".join(f"> {line}" for line in message["TextBody"].splitlines())
    return {
        "FromName": name,
        "MessageStream": "inbound",
        "From": writer,
        "FromFull": {"Email": writer, "Name": name, "MailboxHash": ""},
        "To": to,
        "ToFull": [{"Email": to, "Name": "", "MailboxHash": to.partition("@")[0].partition("+")[2]}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": to,
        "Subject": f"Re: {message['Subject']}",
        "MessageID": str(uuid4()),
        "ReplyTo": "",
        "MailboxHash": to.partition("@")[0].partition("+")[2],
        "Date": store.now(),
        "TextBody": f"{text}\n\nOn Wed, 25 Nov 2026 at 9:41, {message['From']} wrote:\n{quoted}\n",
        "HtmlBody": "",
        "StrippedTextReply": "",
        "Tag": "",
        "Headers": [
            {"Name": "Received-SPF", "Value": f"{PASSED} envelope-from={writer}; receiver={to}"},
            {"Name": "Message-ID", "Value": f"<{uuid4().hex}@mail.example>"},
            {"Name": "MIME-Version", "Value": "1.0"},
        ],
        "Attachments": [],
        **other,
    }

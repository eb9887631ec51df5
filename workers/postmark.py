"""The only file that speaks Postmark; its library blocks, so it speaks from threads of its own."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from typing import Any, TypeVar
from unicodedata import category

from postmarker.core import PostmarkClient
from postmarker.exceptions import ClientError
from requests import ConnectionError as Unconnected
from requests import HTTPError, RequestException
from urllib3.exceptions import MaxRetryError

from settings import Settings, settings

CONNECT_WITHIN, ANSWER_WITHIN = 3.05, 10.0
LONGEST_NAME = 100
LARGEST_BATCH = 500
INACTIVE = 406
# Wrong token, no credit, account pending or closed: wrong with us, not with the letter, so the letter waits.
OUR_OWN_TROUBLE = frozenset({10, 405, 412, 413})
TOO_MANY, SERVER_ERROR, UNAVAILABLE = 429, 500, 503

# Two lanes, so that a sign-in mail never waits behind a thousand reminders.
_urgent = ThreadPoolExecutor(8, thread_name_prefix="postmark-urgent")
_ordinary = ThreadPoolExecutor(4, thread_name_prefix="postmark-ordinary")

T = TypeVar("T")


class Undeliverable(Exception):
    """Postmark said that it will never take this mail. `is_inactive`: the address bounced or complained before."""

    def __init__(self, reason: str, *, is_inactive: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_inactive = reason, is_inactive


class Unreachable(Exception):
    """Postmark has not taken this mail, and may later."""


class UnknownOutcome(Exception):
    """Postmark may have taken this mail; `find` it before trying again."""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail; `metadata` comes back with everything Postmark later says about it.

    `unsubscribe` is the address that ends such mail for its reader, when they may do without.
    """

    to: str
    subject: str
    text: str
    html: str
    from_: str
    reply_to: str | None
    tag: str
    metadata: dict[str, str]
    unsubscribe: str | None = None


def sender(name: str, address: str) -> str:
    """`"name" <address>` for From; what could break or forge a header is taken out of the name.

    `address` may carry a name of its own, as MAIL_FROM does: it is replaced.
    """
    plain = parseaddr(address)[1]
    harmless = "".join(" " if letter in '",<>\\' or category(letter)[0] in "CZ" else letter for letter in name)
    words = " ".join(harmless.split())[:LONGEST_NAME].strip()
    return f'"{words}" <{plain}>' if words else plain


async def send(message: Message, *, urgent: bool = False) -> str:
    """Postmark's MessageID of the accepted mail. Raises Undeliverable, Unreachable or UnknownOutcome."""
    return await _call(lambda client: str(client.emails.send(**_fields(message))["MessageID"]), urgent=urgent)


async def send_batch(messages: Sequence[Message]) -> list[str | Undeliverable]:
    """For each of at most 500 messages, in order, its MessageID or why it never goes.

    Raises Unreachable or UnknownOutcome for the whole of them, and ValueError for more than 500.
    """
    if len(messages) > LARGEST_BATCH:
        raise ValueError(len(messages))
    fields = [_fields(message) for message in messages]
    return await _call(lambda client: [_result(answer) for answer in client.emails.send_batch(*fields)], urgent=False)


async def find(email_id: str, *, urgent: bool = False) -> str | None:
    """MessageID of the mail sent with this `email` in its metadata, or None. Raises as `send` does.

    Postmark's search runs some seconds behind its sending.
    """
    query = {"count": 1, "offset": 0, "metadata_email": email_id}
    found = await _call(lambda client: client.call("GET", "/messages/outbound", **query)["Messages"], urgent=urgent)
    return str(found[0]["MessageID"]) if found else None


async def _call(ask: Callable[[PostmarkClient], T], *, urgent: bool) -> T:
    lane = _urgent if urgent else _ordinary
    return await asyncio.get_running_loop().run_in_executor(lane, _ask, ask, settings())


def _ask(ask: Callable[[PostmarkClient], T], here: Settings) -> T:
    try:
        return ask(_client(here, threading.get_ident()))
    except ClientError as error:
        raise _refusal(error) from error
    except HTTPError as error:
        raise _no_verdict(str(error), _status(error)) from error
    except RequestException as error:
        raise _broken_line(error) from error
    except (KeyError, TypeError) as error:
        # postmarker's way of saying that an answer was JSON, but not Postmark's.
        raise UnknownOutcome(type(error).__name__) from error


@cache
def _client(here: Settings, _thread: int) -> PostmarkClient:
    return PostmarkClient(
        server_token=here.postmark_server_token,
        root_api_url=here.postmark_api_base,
        timeout=(CONNECT_WITHIN, ANSWER_WITHIN),
    )


def _fields(message: Message) -> dict[str, Any]:
    return {
        "From": message.from_,
        "To": message.to,
        "ReplyTo": message.reply_to,
        "Subject": message.subject,
        "TextBody": message.text,
        "HtmlBody": message.html,
        "Tag": message.tag,
        "Metadata": message.metadata,
        "Headers": _headers(message),
        "MessageStream": "outbound",
        "TrackOpens": False,
        "TrackLinks": "None",
    }


def _headers(message: Message) -> dict[str, str]:
    """What mail programs show their own button for (RFC 8058)."""
    if message.unsubscribe is None:
        return {}
    return {"List-Unsubscribe": f"<{message.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _result(answer: dict[str, Any]) -> str | Undeliverable:
    if answer["ErrorCode"]:
        return Undeliverable(answer["Message"], is_inactive=answer["ErrorCode"] == INACTIVE)
    return str(answer["MessageID"])


def _refusal(error: ClientError) -> Exception:
    status, code = _status(error.__cause__), error.error_code
    if code in OUR_OWN_TROUBLE or status == TOO_MANY or status >= SERVER_ERROR:
        return _no_verdict(str(error), status)
    return Undeliverable(str(error), is_inactive=code == INACTIVE)


def _no_verdict(reason: str, status: int) -> Exception:
    return UnknownOutcome(reason) if status >= SERVER_ERROR and status != UNAVAILABLE else Unreachable(reason)


def _broken_line(error: RequestException) -> Exception:
    never_sent = isinstance(error, Unconnected) and error.args and isinstance(error.args[0], MaxRetryError)
    return (Unreachable if never_sent else UnknownOutcome)(type(error).__name__)


def _status(error: BaseException | None) -> int:
    if isinstance(error, HTTPError) and error.response is not None:
        return error.response.status_code
    return 0

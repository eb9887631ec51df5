"""The mailbox: every mail that left, to read on a phone or a desktop, and the same as JSON."""

from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from quart import Blueprint, Response, abort, jsonify, redirect, request, url_for
from quart.typing import ResponseReturnValue

from sandbox.postmark import control, store, webhooks

A_PAGE = 50
# Pictures and styles only: a mail is somebody else's page.
MAIL_POLICY = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'"

blueprint = Blueprint("mailbox", __name__)
pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def person(address: str) -> str:
    """The name in an address, or the address without one."""
    name, plain = parseaddr(address)
    return name or plain or address


def clock(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")


def day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%A, %-d %B")


def lately(moment: str) -> str:
    """The time of a mail of today, the day of an older one."""
    at = datetime.fromisoformat(moment).astimezone()
    return clock(moment) if at.date() == datetime.now(UTC).astimezone().date() else at.strftime("%-d %b %Y")


pages.filters.update(person=person, clock=clock, day=day, lately=lately)


@blueprint.get("")
async def index() -> ResponseReturnValue:
    to = request.args.get("to", "")
    page = max(1, request.args.get("page", 1, type=int))
    found = store.messages(to, A_PAGE + 1, (page - 1) * A_PAGE)
    more = len(found) > A_PAGE
    return pages.get_template("index.html").render(messages=found[:A_PAGE], to=to, page=page, more=more)


@blueprint.get("/messages")
async def messages() -> ResponseReturnValue:
    return jsonify(store.messages(request.args.get("to", "")))


@blueprint.get("/<uuid:message_id>")
async def show(message_id: object) -> ResponseReturnValue:
    message = _message(message_id)
    view = "text" if request.args.get("view") == "text" or not message["HtmlBody"] else "html"
    told = webhooks.of_message(message["MessageID"])
    return pages.get_template("show.html").render(message=message, view=view, told=told)


@blueprint.get("/<uuid:message_id>/html")
async def html(message_id: object) -> ResponseReturnValue:
    # Links open in the whole window, not in the frame the mail is shown in.
    body = _message(message_id)["HtmlBody"].replace("<head>", '<head><base target="_top">', 1)
    return Response(body, headers={"Content-Security-Policy": MAIL_POLICY}, content_type="text/html; charset=utf-8")


@blueprint.post("/<uuid:message_id>/answer")
async def answer(message_id: object) -> ResponseReturnValue:
    control.perform_answer(str(message_id), (await request.form).get("text", ""))
    return redirect(url_for(".show", message_id=message_id), 303)


@blueprint.post("/<uuid:message_id>/<any(deliver, bounce, complain):act>")
async def happen(message_id: object, act: str) -> ResponseReturnValue:
    control.perform(str(message_id), act)
    return redirect(url_for(".show", message_id=message_id), 303)


def _message(message_id: object) -> store.Message:
    message = store.message(str(message_id))
    if message is None:
        abort(404)
    return message

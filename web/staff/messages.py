"""The inbox: what customers wrote, answered here; and the first message about a record."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from tenants import messages
from tenants.errors import Invalid, NotFound
from tenants.messages import IN_INBOX, PATHS, About, Offered, Thread
from tenants.rights import Right
from tenants.sections import shows_path
from tenants.staff import StaffMember
from web import console_list
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.customers.profile import one
from web.staff_signed_in import member, needs
from web.words.inbox import BOXES, named, offered, rows, shown

PATH = "/staff/messages"
LONGEST_KEY = 36

blueprint = Blueprint("messages", __name__, url_prefix="/messages")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    asked = console_list.asked(PATH, BOXES)
    found = await messages.inbox(asked.shown, asked.search, asked.before)
    return page(
        "staff/messages/index.html",
        place="messages",
        rows=rows(found[:IN_INBOX], here()),
        **asked.context([(row.last_at, row.id) for row in found], IN_INBOX),
    )


@blueprint.get("/<uuid:thread_id>")
@needs(Right.SEE)
async def show(thread_id: UUID) -> Response:
    return await _thread(thread_id)


@blueprint.post("/<uuid:thread_id>")
@needs(Right.WORK)
async def answer(thread_id: UUID) -> Response:
    thread, typed = await _one(thread_id), (await request.form).get("body", "")
    about = About(thread.about, thread.about_id, thread.customer_id, thread.number, thread.title)
    try:
        await _write(about, typed)
    except Invalid as error:
        return await _thread(thread_id, typed, sentence(error))
    return see_other(f"{PATH}/{thread_id}#latest")


@blueprint.post("/<uuid:thread_id>/no-answer")
@needs(Right.WORK)
async def no_answer(thread_id: UUID) -> Response:
    thread = await _one(thread_id)
    await messages.nothing_to_answer(thread.id, _moment((await request.form).get("seen", "")))
    return see_other(f"{PATH}/{thread_id}")


@blueprint.get("/new")
@needs(Right.WORK)
async def new() -> Response:
    """Write about the record of the address; about a customer, choose the record first."""
    table, record_id = request.args.get("about", ""), _id(request.args.get("id", ""))
    if table == "customer":
        return await _choose(record_id)
    found = await messages.record(table, record_id)
    if begun := await Thread.get_or_none(about_id=record_id):
        return see_other(f"{PATH}/{begun.id}")
    return _first(found)


@blueprint.post("/new")
@needs(Right.WORK)
async def begin() -> Response:
    form = await request.form
    found, typed = await messages.record(form.get("about", ""), _id(form.get("id", ""))), form.get("body", "")
    try:
        thread_id = await _write(found.about, typed)
    except Invalid as error:
        return _first(found, typed, sentence(error))
    return see_other(f"{PATH}/{thread_id}#latest")


async def _write(about: About, typed: str) -> UUID:
    """Have the signed-in staff member say it, once for each form that was shown."""
    writer = await StaffMember.get(id=member().staff_member_id)
    return await messages.answer(about, writer, typed, key=(await request.form).get("key", "")[:LONGEST_KEY])


async def _thread(thread_id: UUID, typed: str = "", error: str = "") -> Response:
    found = await messages.conversation(thread_id)
    await messages.read(thread_id)
    status = 422 if error else 200
    said = {"typed": typed, "error": error, "key": str(uuid4()), "longest": messages.LONGEST}
    return page("staff/messages/show.html", status, place="messages", thread=shown(found, here()), **said)


async def _choose(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    found = [offered(about) for about in await messages.records(customer_id)]
    return page("staff/messages/choose.html", place="messages", customer=customer, records=found)


def _first(found: Offered, typed: str = "", error: str = "") -> Response:
    about = found.about
    return page(
        "staff/messages/new.html",
        422 if error else 200,
        place="messages",
        about=about,
        customer=found.customer,
        record=named(about.table, about.number, about.title),
        is_hidden=not shows_path(here(), PATHS[about.table]),
        typed=typed,
        error=error,
        key=str(uuid4()),
        longest=messages.LONGEST,
    )


async def _one(thread_id: UUID) -> Thread:
    thread = await Thread.get_or_none(id=thread_id)
    if thread is None:
        raise NotFound
    return thread


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _moment(text: str) -> datetime:
    """When the page was made, as its form says; long ago when that cannot be read."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)

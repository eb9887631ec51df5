"""Every mail of the company: found, read, and sent again."""

from datetime import date
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import mail_book
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.mail_book import PAGE, Filter, Wanted
from tenants.rights import Right
from web import console_list
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs
from web.words.mails.book import FILTERS, rows, shown
from web.words.mails.letters import LETTERS

PATH = "/staff/emails"
KEPT = ("letter", "day", "customer")

blueprint = Blueprint("emails", __name__, url_prefix="/emails")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    asked = console_list.asked(PATH, FILTERS, KEPT)
    wanted = _wanted(asked.shown, asked.search)
    found = await mail_book.listed(wanted, asked.before)
    customer = await Customer.get_or_none(id=wanted.customer_id) if wanted.customer_id else None
    return page(
        "staff/emails/index.html",
        place="emails",
        rows=rows(found[:PAGE], here()),
        letters={letter: _(name) for letter, name in LETTERS.items()},
        customer=customer.name if customer else "",
        narrowed={name: asked.kept.get(name, "") for name in KEPT},
        **asked.context([(row.created_at, row.id) for row in found], PAGE),
    )


@blueprint.get("/<uuid:email_id>")
@needs(Right.SEE)
async def show(email_id: UUID) -> Response:
    return await _page(email_id)


@blueprint.post("/<uuid:email_id>/again")
@needs(Right.CUSTOMERS)
async def again(email_id: UUID) -> Response:
    """Send it once more. A second press leads to the mail the first one made."""
    try:
        return see_other(f"{PATH}/{await mail_book.again(email_id)}")
    except Conflict as error:
        return await _page(email_id, sentence(error))


async def _page(email_id: UUID, notice: str = "") -> Response:
    mail = await mail_book.one(email_id)
    status = 409 if notice else 200
    return page("staff/emails/show.html", status, place="emails", mail=shown(mail, here()), notice=notice)


def _wanted(state: Filter, search: str) -> Wanted:
    """What the address narrows the list down to; what cannot be read does not."""
    given = request.args
    return Wanted(state, search, given.get("letter", ""), _id(given.get("customer", "")), _day(given.get("day", "")))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

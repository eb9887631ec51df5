"""Inviting many at once: those ticked in the list, or all that it finds; written one by one in the background."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.filters import count
from templates.language import gettext as _
from tenants import customer_book, invitations
from tenants.customer_book import Filter
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.rights import Right
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

blueprint = Blueprint("bulk_invitations", __name__, url_prefix="/customers/invitations")
PICK = "pick."


@blueprint.post("")
@needs(Right.CUSTOMERS)
async def invite() -> Response:
    form = await request.form
    shown = form.get("show", "")
    if "everybody" in form:
        found = await customer_book.people(
            Filter(shown) if shown in set(Filter) else Filter.ALL, form.get("search", "")
        )
    else:
        found = await customer_book.people_of(await _ours(_picked(form)))
    if not found:
        raise Conflict("There is nobody to invite: all of them have signed in, or they have no contact.")
    invited = await invitations.invite_all(found)
    return see_other(f"/staff/customers/invitations?of={invited}&left={len(found) - invited}")


@blueprint.get("")
@needs(Right.CUSTOMERS)
async def progress() -> Response:
    left = await invitations.waiting()
    total = max(_number("of"), left)
    return page(
        "staff/customers/inviting.html",
        place="customers",
        total=total,
        written=total - left,
        is_done=not left,
        words=_("%(written)s of %(total)s written", written=total - left, total=total),
        for_tomorrow=_number("left"),
        most_a_day=count(invitations.MOST_A_DAY),
    )


def _number(name: str) -> int:
    """What the address says, as far as it is a number that can be."""
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0


async def _ours(picked: list[UUID]) -> list[UUID]:
    """All of them, or none: of a list that names somebody else's customer nothing is done."""
    if await Customer.filter(id__in=picked).count() < len(set(picked)):
        raise Conflict("Some of these are no customers of yours any more. Nobody was invited.")
    return picked


def _picked(form: object) -> list[UUID]:
    """The customers whose box is ticked; what is no id names nobody."""
    found = []
    for name in form:  # type: ignore[attr-defined]
        try:
            found += [UUID(name.removeprefix(PICK))] if name.startswith(PICK) else []
        except ValueError:
            continue
    return found

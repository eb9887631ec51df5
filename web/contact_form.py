"""The form of a contact: who they are, how they are reached, what they have to do with."""

from collections.abc import Mapping
from typing import Any

from quart import Response

from templates.language import LANGUAGES, marked
from templates.language import gettext as _
from tenants.contacts import Typed
from tenants.customers import Contact, Customer, May
from tenants.errors import Invalid
from web.door import here
from web.language import sentence
from web.pages import page

RIGHTS = {
    May.BILLING: (marked("Bills"), marked("Gets invoices and reminders by mail, and may pay.")),
    May.APPROVE: (marked("Answers"), marked("Gets estimates and agreements, and may accept or decline them.")),
    May.VISITS: (marked("Visits"), marked("Hears when somebody comes, and when the work is done.")),
}
EMPTY = {"name": "", "email": "", "phone": "", "language": "", **{f"may.{right}": "on" for right in May}}


def typed(form: Mapping[str, str]) -> Typed:
    """The contact as the form has them."""
    language = form.get("language", "")
    return Typed(
        name=form.get("name", ""),
        email=form.get("email", ""),
        phone=form.get("phone", ""),
        language=language if language in LANGUAGES else "",
        rights=frozenset(right for right in May if form.get(f"may.{right}")),
    )


def form_page(
    customer: Customer, kept: Mapping[str, Any], contact: Contact | None = None, *, error: Invalid | None = None
) -> Response:
    """The form, with what was typed and what is wrong with it."""
    return page(
        "staff/customers/contact.html",
        422 if error else 200,
        place="customers",
        customer=customer,
        contact=contact,
        typed={name: kept.get(name, "") for name in ("name", "email", "phone", "language")},
        rights=[
            {"name": f"may.{right}", "label": _(label), "text": _(text), "checked": bool(kept.get(f"may.{right}"))}
            for right, (label, text) in RIGHTS.items()
        ],
        invite=bool(kept.get("invite")),
        portal_on=here().portal_enabled,
        errors={"name": "", "email": "", "phone": "", **({error.field: sentence(error)} if error else {})},
    )

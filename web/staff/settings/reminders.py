"""Settings > Reminders: on which days around the due date, how many at most, and what the letter says."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from quart import Blueprint, Response, abort, request

from templates.filters import due_words, money
from templates.language import gettext as _
from tenants import reminders
from tenants.errors import Invalid
from tenants.reminders import MOST_DAYS, MOST_REMINDERS, MOST_STEPS, SUGGESTED, SUGGESTED_MOST, Schedule
from tenants.rights import Right
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.customers.profile import one
from web.staff_signed_in import needs

PATH = "/staff/settings/reminders"
LONGEST_NUMBER = 3

blueprint = Blueprint("reminders", __name__)


@blueprint.get("/settings/reminders")
@needs(Right.SETTINGS)
async def show() -> Response:
    decided = await reminders.schedule()
    suggested = decided or Schedule(is_on=False, days=SUGGESTED, most=SUGGESTED_MOST)
    return _show(_typed(suggested), is_new=decided is None, is_on=bool(decided and decided.is_on))


@blueprint.post("/settings/reminders")
@needs(Right.SETTINGS)
async def save() -> Response:
    form = (await request.form).to_dict()
    if "most" not in form:
        abort(400)  # a form that came apart switches nothing off
    typed = {name: form.get(name, "") for name in _names()}
    try:
        await reminders.change(_wanted(typed))
    except Invalid as error:
        return _show(typed, error, is_new=False, is_on=here().reminds_since is not None)
    return see_other(PATH)


@blueprint.post("/customers/<uuid:customer_id>/reminders")
@needs(Right.CUSTOMERS)
async def switch(customer_id: UUID) -> Response:
    """Remind this customer of their invoices, or never."""
    customer = await one(customer_id)
    wanted = (await request.form).get("reminds", "")
    if wanted in {"on", "off"}:
        await reminders.switch(customer, on=wanted == "on")
    return see_other(f"/staff/customers/{customer_id}")


def _names() -> list[str]:
    return ["is_on", "most", *(f"steps.{n}.{field}" for n in range(MOST_STEPS) for field in ("days", "side"))]


def _typed(schedule: Schedule) -> dict[str, str]:
    """The schedule as its form has it: each step a number of days, before or after."""
    typed = {**dict.fromkeys(_names(), ""), "is_on": "on" if schedule.is_on else "", "most": str(schedule.most)}
    for n in range(MOST_STEPS):
        typed[f"steps.{n}.side"] = "after"
    for n, days in enumerate(schedule.days):
        typed |= {f"steps.{n}.days": str(abs(days)), f"steps.{n}.side": "before" if days < 0 else "after"}
    return typed


def _wanted(typed: Mapping[str, str]) -> Schedule:
    """What was typed as what it means; a step without a number is none. Raises Invalid."""
    days = []
    for n in range(MOST_STEPS):
        if text := typed[f"steps.{n}.days"].strip():
            number = _number("steps", text)
            days.append(-number if typed[f"steps.{n}.side"] == "before" else number)
    return Schedule(typed["is_on"] == "on", tuple(sorted(days)), _number("most", typed["most"].strip()))


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise Invalid(field, "Please write a whole number.")
    return int(text)


def _show(typed: Mapping[str, str], error: Invalid | None = None, *, is_new: bool, is_on: bool) -> Response:
    return page(
        "staff/settings/reminders.html",
        422 if error else 200,
        place="settings",
        typed=typed,
        steps=range(MOST_STEPS),
        most_days=MOST_DAYS,
        most_reminders=MOST_REMINDERS,
        is_new=is_new,
        is_on=is_on,
        letter=_letter(),
        errors={"steps": "", "most": "", **({error.field: sentence(error)} if error else {})},
    )


def _letter() -> dict[str, Any]:
    """What a customer reads, by the example of an invoice that was due a week ago."""
    tenant, today = here(), here().today()
    amount, due = money(18_500, tenant.currency), due_words(today - timedelta(days=7), today)
    number = f"{tenant.invoice_prefix}1042"
    return {
        "subject": _(
            "%(company)s: a reminder of invoice %(number)s, %(amount)s, %(when)s",
            company=tenant.name,
            number=number,
            amount=amount,
            when=due,
        ),
        "line": _(
            "This is a friendly reminder of invoice %(number)s for %(title)s. It is %(when)s.",
            number=number,
            title=_("Furnace repair"),
            when=due,
        ),
        "amount": amount,
        "due": due,
        "button": _("View and pay") if tenant.takes_cards or tenant.takes_bank_transfers else _("View the invoice"),
        "end": _(
            "If you have paid in the meantime, thank you: please pass over this mail. If something is not clear, just "
            "reply to it."
        ),
    }

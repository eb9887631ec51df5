"""What was paid on an invoice, for staff: each entry, what may be done about it, and its reminders."""

from typing import Any

from templates.filters import moment, money
from templates.language import gettext as _
from templates.language import ngettext
from tenants import payment_book, reminders
from tenants.customers import Customer
from tenants.invoices import Invoice
from tenants.ledger import MOVING, PaymentAttempt, movements_of
from tenants.reminders import Outcome, Taken
from tenants.rights import Right
from tenants.standing import standing
from tenants.tenant import Tenant
from web.door import here
from web.staff_signed_in import may
from web.words.payments import line, refund

NOT_SENT = frozenset({"expired", "failed", "bounced", "complained"})


async def money_of(invoice: Invoice) -> dict[str, Any]:
    """What `staff/invoices/_money.html` says of a sent invoice."""
    tenant, base = here(), f"/staff/invoices/{invoice.id}"
    stands = standing(invoice.status, invoice.total, invoice.due_on, tenant.today(), await movements_of(invoice.id))
    moving = await PaymentAttempt.get_or_none(invoice_id=invoice.id, status__in=MOVING)
    is_open = invoice.status == "open"
    return {
        "base": base,
        "balance_words": money(stands.balance, invoice.currency) if stands.balance else "",
        "paid_words": money(stands.movements.received, invoice.currency) if stands.movements.received else "",
        "moving_words": money(moving.amount, invoice.currency) if moving else "",
        "lines": [line(it, base, tenant) for it in await payment_book.lines(invoice.id)],
        "refunds": [refund(it, invoice.currency, tenant) for it in await payment_book.refunds(invoice.id)],
        "can_record": bool(stands.balance) and may(Right.PAYMENTS),
        "can_undo": may(Right.PAYMENTS),
        "can_refund": may(Right.REFUND),
        "can_void": is_open and not stands.movements.net and not moving and may(Right.VOID),
        "reminders": await _reminders(invoice, tenant, is_open=is_open),
    }


async def _reminders(invoice: Invoice, tenant: Tenant, *, is_open: bool) -> dict[str, Any]:
    customer = await Customer.get(id=invoice.customer_id)
    taken = await reminders.taken(invoice)
    return {
        "is_shown": bool(taken) or (is_open and tenant.reminds_since is not None),
        "is_on": invoice.reminds,
        "is_customer_on": customer.reminds,
        "may_switch": is_open and customer.reminds and may(Right.DOCUMENTS),
        "taken": [
            {"words": taken_words(it), "when_words": moment(it.at, tenant.time_zone, tenant.today())} for it in taken
        ],
    }


def step_words(days: int) -> str:
    """When a reminder goes, as people say it."""
    if days == 0:
        return _("on the due date")
    if days < 0:
        return ngettext("%(num)s day before the due date", "%(num)s days before the due date", -days)
    return ngettext("%(num)s day after the due date", "%(num)s days after the due date", days)


def taken_words(taken: Taken) -> str:
    """A reminder and what became of it."""
    when = step_words(taken.days)
    if taken.outcome == Outcome.NOBODY:
        return _("%(when)s: nobody could be reached", when=when)
    if taken.statuses and set(taken.statuses) <= NOT_SENT:
        return _("%(when)s: it did not go", when=when)
    return _("%(when)s: written", when=when)

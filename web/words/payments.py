"""Payments in words: the list of them, and the money of one invoice."""

from typing import Any, NamedTuple

from papers.invoice_events import event_words
from templates.filters import method_words, moment, money, short_day
from templates.language import gettext as _
from templates.language import marked, raw_gettext
from tenants.payment_book import Filter, Line, Row, Sent, What
from tenants.tenant import Tenant

PATH = "/staff/payments"
FILTERS = {
    Filter.ALL: marked("All"),
    Filter.RECEIVED: marked("Received"),
    Filter.ON_ITS_WAY: marked("On its way"),
    Filter.FAILED: marked("Failed"),
    Filter.SENT_BACK: marked("Refunded"),
    Filter.OVERPAID: marked("Overpaid"),
    Filter.DISPUTED: marked("Disputed"),
}
STATES = {
    What.CHARGE: ("paid", marked("Paid online")),
    What.MANUAL: ("paid", marked("Paid by hand")),
    What.MANUAL_UNDONE: ("quiet", marked("Taken back")),
    What.REFUND: ("quiet", marked("Refunded")),
    What.REFUND_FAILED: ("declined", marked("Refund came back")),
    What.REFUND_UNDONE: ("quiet", marked("Refund taken back")),
    What.DISPUTE_OPENED: ("declined", marked("Disputed")),
    What.DISPUTE_WITHDRAWN: ("declined", marked("Held back by the bank")),
    What.DISPUTE_REINSTATED: ("good", marked("Given back by the bank")),
    What.DISPUTE_CLOSED: ("quiet", marked("Dispute closed")),
    What.PROCESSING: ("on-its-way", marked("On its way")),
    What.REQUIRES_ACTION: ("on-its-way", marked("Waits for the payer's bank account")),
    What.FAILED: ("declined", marked("Failed")),
    What.REFUND_REQUESTED: ("on-its-way", marked("Refund requested")),
    What.REFUND_REFUSED: ("declined", marked("Refund refused by Stripe")),
}
REFUNDS = {
    "new": ("on-its-way", marked("Requested")),
    "sent": ("on-its-way", marked("Sent, arrives in a few days")),
    "arrived": ("paid", marked("Arrived")),
    "failed": ("declined", marked("Did not go through")),
}


class Listed(NamedTuple):
    """One row of the list, every string ready to print."""

    href: str
    customer: str
    number: str
    when_words: str
    when_iso: str
    method: str
    amount_words: str
    fee_words: str
    kind: str
    words: str
    note: str


def rows(found: list[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def what_words(row: Row) -> str:
    words = _(STATES[row.what][1])
    return _("%(what)s, paid too much", what=words) if row.reason == "overpayment" else words


def _row(row: Row, tenant: Tenant) -> Listed:
    return Listed(
        href=f"/staff/invoices/{row.invoice_id}",
        customer=row.customer,
        number=row.number,
        when_words=short_day(row.at.astimezone(tenant.zone).date(), tenant.today()),
        when_iso=row.at.isoformat(),
        method=method_words(row.method),
        amount_words=money(row.amount, row.currency) if row.amount else "",
        fee_words=money(row.fee, row.currency) if row.fee is not None else "",
        kind=STATES[row.what][0],
        words=what_words(row),
        note=raw_gettext(row.note) if row.what is What.FAILED and row.note else row.note,
    )


def line(it: Line, base: str, tenant: Tenant) -> dict[str, Any]:
    """One entry of an invoice's money; `base` is the invoice's address in the console."""
    here = f"{base}/payments/{it.id}"
    return {
        "words": event_words(it.kind, money(abs(it.amount), it.currency), it.method),
        "note": it.note,
        "by": it.by,
        "fee_words": money(it.fee, it.currency) if it.fee is not None else "",
        "when_words": moment(it.at, tenant.time_zone, tenant.today()),
        "when_iso": it.at.isoformat(),
        "undo_href": f"{here}/undo" if it.can_undo else "",
        "refund_href": f"{here}/refund" if it.left > 0 else "",
        "refund_label": _("Refund") if it.kind == "charge" else _("Give money back"),
    }


def refund(it: Sent, currency: str, tenant: Tenant) -> dict[str, Any]:
    """One refund by Stripe, and how far it came."""
    kind, words = REFUNDS[it.status]
    return {
        "amount_words": money(it.amount, currency),
        "kind": kind,
        "words": _(words),
        "note": it.failure or it.note,
        "when_words": moment(it.at, tenant.time_zone, tenant.today()),
        "when_iso": it.at.isoformat(),
    }

"""The console's home in words."""

from typing import NamedTuple

from babel.dates import format_date

from templates.documents import document
from templates.filters import money, status_words
from templates.language import gettext as _
from templates.language import marked, ngettext, spoken
from templates.windows import hours_words
from tenants.overview import SHOWN, Kind, Month, Owed, Visited, Waiting
from tenants.staff import console_path
from tenants.stripe_connection import State, state
from tenants.tenant import Tenant
from web.words.listed import Listed, when
from web.words.mails.letters import called

HEIGHT = 100
GAP = 0.14
LONGEST = 140


class Way(NamedTuple):
    """How a kind of waiting is said, what it asks for, and where all of it is listed."""

    state_kind: str
    state_words: str
    action: str
    table: str
    list_href: str


WAYS = {
    Kind.DISPUTED: Way("declined", marked("Disputed"), marked("See"), "invoice", "/staff/payments?show=disputed"),
    Kind.PAYMENT_FAILED: Way(
        "declined", marked("Payment failed"), marked("See"), "invoice", "/staff/payments?show=failed"
    ),
    Kind.REQUEST: Way("due", marked("New request"), marked("Read"), "service_request", "/staff/requests"),
    Kind.MESSAGE: Way("due", marked("Message"), marked("Answer"), "thread", "/staff/messages"),
    Kind.CHANGES_ASKED: Way("due", marked("Changes asked for"), marked("Revise"), "estimate", "/staff/estimates"),
    Kind.FRESH_ASKED: Way("due", marked("Asked for a fresh one"), marked("Renew"), "estimate", "/staff/estimates"),
    Kind.ACCEPTED: Way("good", marked("Accepted"), marked("Plan"), "estimate", "/staff/estimates"),
    Kind.MAIL: Way("declined", marked("Mail not delivered"), marked("See why"), "email", "/staff/emails?show=trouble"),
    Kind.OVERDUE: Way("overdue", marked("invoice|Overdue"), marked("See"), "invoice", "/staff/invoices?show=overdue"),
    Kind.DECLINED: Way("quiet", marked("Declined"), marked("See"), "estimate", "/staff/estimates"),
}


HELD_UP = {
    State.RESTRICTED: marked(
        "Stripe has stopped your payments. Customers cannot pay online until you answer what it asks."
    ),
    State.GONE: marked(
        "Stripe does not know your account any more. Customers cannot pay online until you connect again."
    ),
}
"""What stands in the way of being paid, where it worked before."""


class Bar(NamedTuple):
    """One month of the chart: where its bar begins from above and how high it is, of HEIGHT."""

    name: str
    initial: str
    words: str
    x: float
    y: float
    height: float
    is_now: bool


def held_up(tenant: Tenant) -> str:
    """What keeps customers from paying online; empty when nothing does, or never did."""
    return _(words) if (words := HELD_UP.get(state(tenant))) else ""


def rows(waiting: list[Waiting], tenant: Tenant) -> list[Listed]:
    """What waits, with a way to the rest of a kind after the last row of it."""
    found: list[Listed] = []
    for place, it in enumerate(waiting):
        found.append(_row(it, tenant))
        is_last = place + 1 == len(waiting) or waiting[place + 1].kind is not it.kind
        if is_last and it.many > SHOWN:
            found.append(_rest(it))
    return found


def visits(found: list[Visited], tenant: Tenant) -> list[Listed]:
    return [_visit(it, tenant) for it in found]


def bars(months: list[Month], tenant: Tenant) -> list[Bar]:
    highest = max(*(month.amount for month in months), 1)
    return [_bar(place, month, highest, tenant) for place, month in enumerate(months)]


def owed_words(owed: Owed, tenant: Tenant) -> dict[str, str]:
    """What is owed, empty where there is nothing."""
    amounts = {"open": owed.open, "overdue": owed.overdue, "on_its_way": owed.on_its_way}
    said = {name: money(amount, tenant.currency) if amount else "" for name, amount in amounts.items()}
    return {**said, "on": ngettext("on one invoice", "on %(num)s invoices", owed.invoices)}


def _row(it: Waiting, tenant: Tenant) -> Listed:
    way = WAYS[it.kind]
    return Listed(
        f"/staff/emails/{it.id}" if way.table == "email" else console_path(way.table, it.id),
        it.customer,
        _about(it, way),
        when(it.at, tenant),
        it.at.isoformat(),
        money(it.amount, tenant.currency) if it.amount else "",
        way.state_kind,
        _(way.state_words),
        _(way.action),
    )


def _about(it: Waiting, way: Way) -> str:
    if it.kind is Kind.MAIL:
        return f"{called(it.title)} · {it.words}"
    if it.kind in {Kind.REQUEST, Kind.MESSAGE}:
        return _short(it.words)
    return document(way.table, it.number) + (f" · {it.title}" if it.title else "")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _rest(it: Waiting) -> Listed:
    words = ngettext("One more like this", "%(num)s more like this", it.many - SHOWN)
    way = WAYS[it.kind]
    return Listed(way.list_href, words, "", "", "", "", way.state_kind, _(way.state_words), _("See all"))


def _visit(it: Visited, tenant: Tenant) -> Listed:
    status = status_words(f"visit_{it.status}")
    is_settled = it.status == "scheduled" and it.is_confirmed
    hours = hours_words(it.starts_at.astimezone(tenant.zone), it.ends_at.astimezone(tenant.zone))
    return Listed(
        console_path("job", it.job_id),
        it.customer,
        f"{it.title} · {it.who}" if it.who else it.title,
        hours,
        it.starts_at.isoformat(),
        "",
        "good" if is_settled else status.kind,
        _("Confirmed") if is_settled else status.label,
        "",
    )


def _bar(place: int, month: Month, highest: int, tenant: Tenant) -> Bar:
    height = round(max(month.amount, 0) * HEIGHT / highest, 2)
    name = format_date(month.begins_on, "MMMM y", locale=spoken())
    initial = format_date(month.begins_on, "LLLLL", locale=spoken())
    is_now = month.begins_on == tenant.today().replace(day=1)
    return Bar(name, initial, money(month.amount, tenant.currency), place + GAP, HEIGHT - height, height, is_now)

"""The pages a person sees: hosted checkout, onboarding, and what "Stripe" holds."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from quart import Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from sandbox.stripe import (
    charges,
    connected,
    delivery,
    disputes,
    environment,
    instruments,
    intents,
    paying,
    refunds,
    sessions,
    store,
)
from sandbox.stripe.errors import StripeError
from sandbox.stripe.moment import Moment, now
from sandbox.stripe.site import blueprint
from sandbox.stripe.store import PLATFORM, Body

NEWEST = 50
LINK = "v2.core.account_link"
jinja = Environment(
    loader=PackageLoader("sandbox.stripe"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ONBOARDED: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "complete": lambda requested: requested,
    "cards": lambda requested: requested | {"ach_debit_payments": "restricted"},
    "check": lambda requested: dict.fromkeys(requested, "pending"),
    "leave": lambda _: {},
}
tasks: set[asyncio.Task[None]] = set()


def money(amount: int, currency: str) -> str:
    """Minor units as people read them: `$1,240.00`, `¥1,200`."""
    symbol = {"usd": "$", "cad": "CA$", "eur": "€", "gbp": "£", "jpy": "¥"}.get(currency, f"{currency.upper()} ")
    return f"{symbol}{amount:,}" if currency == "jpy" else f"{symbol}{amount / 100:,.2f}"


def day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%-d %b %Y %H:%M")


jinja.filters |= {"money": money, "day": day}


@blueprint.get("/stripe/checkout/<session_id>")
async def checkout(session_id: str) -> Response:
    return _checkout_page(_session(session_id))


@blueprint.post("/stripe/checkout/<session_id>")
async def pay(session_id: str) -> Response | Redirect:
    """Pay, and go back to the company; a refused method stays here and says why."""
    form, session = await request.form, _session(session_id)
    moment = Moment(store.owner(session_id))
    try:
        if form.get("method") == "bank":
            method = instruments.bank(moment, form.get("account_number", ""))
        else:
            method = instruments.card(moment, form.get("card", ""))
        intent = paying.pay(moment, session, method, email=form.get("email"))
    except StripeError as error:
        return _checkout_page(session, str(error), form.to_dict())
    if intent["status"] == "requires_payment_method":
        return _checkout_page(session, intent["last_payment_error"]["message"], form.to_dict())
    return redirect(_return_url(session), 303)


@blueprint.get("/stripe/onboarding/<link_id>")
async def onboarding(link_id: str) -> Response | Redirect:
    link = store.get(PLATFORM, LINK, link_id)
    if link["_used"] or link["_expires_at"] <= now():
        return redirect(link["use_case"]["account_onboarding"]["refresh_url"], 303)
    return _page("onboarding.html", account=connected.get(link["account"]))


@blueprint.post("/stripe/onboarding/<link_id>")
async def finish_onboarding(link_id: str) -> Redirect:
    """What the person tells Stripe, and what Stripe makes of it; whoever leaves half way has told nothing."""
    link = store.get(PLATFORM, LINK, link_id)
    urls = link["use_case"]["account_onboarding"]
    if link["_used"]:
        return redirect(urls["refresh_url"], 303)
    store.put(PLATFORM, link | {"_used": True}, created=now())
    answer = (await request.form).get("answer", "complete")
    account = connected.get(link["account"])
    requested = dict.fromkeys(account["configuration"]["merchant"]["capabilities"], "active")
    if statuses := ONBOARDED[answer](requested):
        connected.announce(connected.set_capabilities(account, statuses))
    return redirect(urls.get("return_url") or urls["refresh_url"], 303)


@blueprint.get("/stripe/verify/<intent_id>")
async def verification(intent_id: str) -> Response:
    return _page("verify.html", intent=store.get(store.owner(intent_id), intents.KIND, intent_id))


@blueprint.post("/stripe/verify/<intent_id>")
async def verify(intent_id: str) -> Response:
    """The payer has told which small amount came to the account: the transfer begins."""
    moment = Moment(store.owner(intent_id))
    intents.verify(moment, intent := store.get(moment.account, intents.KIND, intent_id))
    return _page("verify.html", intent=intent)


@blueprint.get("/stripe")
async def held() -> Response:
    """What "Stripe" holds for one account, the first unless another is chosen."""
    accounts = store.select(PLATFORM, connected.KIND)[::-1]
    chosen = request.args.get("account") or next((account["id"] for account in accounts), "")
    return _page(
        "held.html",
        accounts=accounts,
        chosen=chosen,
        account=next((account for account in accounts if account["id"] == chosen), None),
        waiting=[it for it in store.select(chosen, intents.KIND) if it["status"] == "requires_action"],
        payments=[_payment(chosen, charge) for charge in store.select(chosen, charges.KIND, limit=NEWEST)],
        refunds=store.select(chosen, refunds.KIND, limit=NEWEST),
        disputes=store.select(chosen, disputes.KIND, limit=NEWEST),
        events=store.select(chosen, "event", limit=NEWEST),
        weather=delivery.courier.weather,
        hook_url=environment.hook_url(),
        back=f"/stripe?account={chosen}",
    )


@blueprint.before_app_serving
async def open_up() -> None:
    delivery.courier.open()
    if (seconds := environment.bank_settles_after()) is not None:
        tasks.add(asyncio.create_task(_settle_every_second(seconds)))


@blueprint.after_app_serving
async def close_down() -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    tasks.clear()
    await delivery.courier.close()


@blueprint.errorhandler(StripeError)
async def refused(error: StripeError) -> Response:
    return Response(str(error), error.status, content_type="text/plain")


async def _settle_every_second(older_than: float) -> None:
    while True:
        await asyncio.sleep(1)
        paying.settle_due(older_than)


def _session(session_id: str) -> Body:
    return sessions.get(store.owner(session_id), session_id)


def _checkout_page(session: Body, error: str = "", typed: dict[str, Any] | None = None) -> Response:
    account = connected.get(store.owner(session["id"]))
    back = _return_url(session) if session["status"] == "complete" else session["cancel_url"]
    return _page("checkout.html", session=session, account=account, error=error, typed=typed or {}, back=back)


def _return_url(session: Body) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _payment(account: str, charge: Body) -> Body:
    intent = store.get(account, intents.KIND, charge["payment_intent"])
    return {**charge, "_is_latest": intent["latest_charge"] == charge["id"]}


def _page(name: str, **context: Any) -> Response:
    return Response(jinja.get_template(name).render(**context), content_type="text/html; charset=utf-8")

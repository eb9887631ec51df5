"""Connected accounts and the links that onboard them."""

import stripe.params as p
import stripe.params.v2.core as v2
from quart import request

from sandbox.stripe import connected, store
from sandbox.stripe.endpoint import Call, endpoint
from sandbox.stripe.errors import StripeError, invalid, missing
from sandbox.stripe.moment import now
from sandbox.stripe.store import PLATFORM, Body

LINK = "v2.core.account_link"
LINK_LIVES = 300  # seconds


@endpoint("POST", "/v2/core/accounts", v2.AccountCreateParams)
def create(call: Call) -> Body:
    account = connected.create(store.new_id("acct", 16), call.params)
    connected.announce(account)
    return connected.as_v2(account, call.params.get("include"))


@endpoint("GET", "/v2/core/accounts", v2.AccountListParams)
def list_(_: Call) -> Body:
    accounts = [connected.as_v2(account, []) for account in store.select(PLATFORM, connected.KIND)]
    return {"data": accounts, "next_page_url": None, "previous_page_url": None}


@endpoint("GET", "/v2/core/accounts/<account_id>", v2.AccountRetrieveParams)
def retrieve(call: Call, account_id: str) -> Body:
    return connected.as_v2(_account(account_id), call.params.get("include"))


@endpoint("GET", "/v1/accounts/<account_id>", p.AccountRetrieveParams)
def retrieve_v1(_: Call, account_id: str) -> Body:
    return connected.as_v1(connected.get(account_id))


@endpoint("POST", "/v2/core/account_links", v2.AccountLinkCreateParams)
def create_link(call: Call) -> Body:
    account = _account(call.params["account"])
    use = call.params["use_case"]
    if use["type"] != "account_onboarding" or "account_onboarding" not in use:
        raise StripeError(400, "Accounts with the full dashboard are given account_onboarding links only.")
    link_id = store.new_id("link")
    link: Body = {
        "id": link_id,
        "object": LINK,
        "account": account["id"],
        "created": connected.moment_text(),
        "expires_at": connected.moment_text(now() + LINK_LIVES),
        "livemode": False,
        "url": f"{request.host_url}stripe/onboarding/{link_id}",
        "use_case": use,
        "_used": False,
        "_expires_at": now() + LINK_LIVES,
    }
    store.put(PLATFORM, link, created=now())
    return {name: value for name, value in store.shown(link).items() if name != "id"}


def _account(account_id: str) -> Body:
    account = store.find(PLATFORM, connected.KIND, account_id)
    if account is None:
        raise missing(connected.KIND, account_id)
    if not account["_connected"]:
        raise invalid("account", "This account is no longer connected.", "account_invalid")
    return account

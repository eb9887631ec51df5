"""Signing up: a company stands once its owner's address is proved, and not before. GET never changes anything."""

from datetime import UTC, datetime
from uuid import UUID

from quart import Blueprint, Response, g, request

from templates.language import spoken
from tenants import sign_in, site_requests, slugs
from tenants.errors import Invalid
from tenants.founding import TAKEN, Wanted
from tenants.site_requests import Founded, Purpose
from tenants.slugs import Standing
from web import address
from web.pages import page
from web.signed_in import see_other
from web.site import browser
from web.site.sign_up_form import FIELDS, base_host, guessed, shown, wanted, where_words
from web.site.sign_up_pages import gone, sent
from web.words import lists

PATH = "/sign-up"
blueprint = Blueprint("sign_up", __name__, url_prefix="/sign-up")


@blueprint.get("")
async def start() -> Response:
    """The form, empty; or as this browser sent it, while its mail waits: an address can be mistyped."""
    asked = await site_requests.waiting(browser.held())
    return _form(guessed() | (await site_requests.wanted_of(asked) if asked and not asked.over else {}))


@blueprint.post("")
async def ask() -> Response:
    """Keep what was typed and mail the proof; who has proved their address already gets the company at once."""
    typed = await _typed()
    refused = await _refusals(wanted(typed))
    if refused:
        return _form(typed, refused)
    asked = await site_requests.waiting(browser.held())
    email = sign_in.canonical(typed["email"])
    if asked and asked.is_proved and not asked.over and asked.email == email:
        return await complete(asked.id, typed)
    asking = browser.secret()
    kept = await site_requests.ask(
        Purpose.SIGN_UP, email, browser=asking, network=address.network(g.address), language=spoken(), wanted=typed
    )
    # The page is the same when nothing was kept: limits are silent.
    return browser.keep(see_other(f"{PATH}/code") if kept else sent(email, datetime.now(UTC) + sign_in.LIFE), asking)


async def complete(request_id: UUID, typed: dict[str, str]) -> Response:
    """The company, and over to its host; the form again, whole, when its address was taken meanwhile."""
    try:
        founded = await site_requests.complete(request_id, wanted(typed), address.network(g.address))
    except Invalid as error:
        return _form(typed, {error.field: error})
    if isinstance(founded, Founded):
        return browser.forget(see_other(founded.address))
    return gone(founded)


async def _typed() -> dict[str, str]:
    form = await request.form
    return {name: form.get(name, "") for name in FIELDS}


async def _refusals(company: Wanted) -> dict[str, Invalid]:
    refused = company.refusals()
    if "slug" not in refused and await slugs.standing(company.slug) is Standing.TAKEN:
        refused["slug"] = Invalid("slug", TAKEN)
    return refused


def _form(typed: dict[str, str], refused: dict[str, Invalid] | None = None) -> Response:
    return page(
        "site/sign_up.html",
        422 if refused else 200,
        typed=typed,
        errors=shown(refused or {}),
        base_host=base_host(),
        where=where_words(typed),
        countries=lists.countries(),
        currencies=lists.currencies(),
        time_zones=lists.time_zones(),
    )

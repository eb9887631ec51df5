"""Settings > Business info: who the company is, where it works, and the address of its portal."""

from dataclasses import asdict

from quart import Blueprint, Response, request

from settings import settings
from tenants import business, founding
from tenants.business import Business
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.rights import Right
from tenants.sign_in import hand_over
from tenants.tenant import Tenant
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import demand_fresh, member, needs
from web.words import lists

PATH = "/staff/settings/business"
FIELDS = ("name", "phone", "email", "address", "tax_number", "time_zone", "country", "currency")

blueprint = Blueprint("business", __name__)


@blueprint.get("/settings/business")
@needs(Right.SETTINGS)
async def show() -> Response:
    return await _show(_stored())


@blueprint.post("/settings/business")
@needs(Right.SETTINGS)
async def save() -> Response:
    form = await request.form
    stored = _stored()
    typed = {name: form.get(name, stored[name]) for name in FIELDS}
    wanted = _wanted(typed)
    refused = wanted.refusals()
    if not refused:
        try:
            await business.change(wanted)
        except Invalid as error:
            refused = {error.field: error}
    if refused:
        return await _show(typed, refused)
    return see_other("/staff/start" if request.args.get("from") == "start" else PATH)


@blueprint.post("/settings/business/address")
@needs(Right.SETTINGS)
async def rename() -> Response:
    """To the new host, and signed in there at once: cookies do not go along.

    Whoever arrives there counts as having just proved who they are, so they have to have done so.
    """
    demand_fresh()
    typed = (await request.form).get("slug", "")
    try:
        slug = await business.rename(typed)
    except Invalid as error:
        return await _show(_stored(), {error.field: error}, slug=typed)
    if slug == here().slug:
        return see_other(PATH)
    moved = Tenant(id=acting().tenant.id, slug=slug)
    return see_other(moved.url(await hand_over(member().email, PATH)))


def _stored() -> dict[str, str]:
    stored = asdict(Business.of(here()))
    stored["country"] = stored.pop("locale").partition("_")[2]
    return stored


def _wanted(typed: dict[str, str]) -> Business:
    """The language of the company stays; its country may change."""
    language = here().locale.partition("_")[0]
    given = {name: typed[name] for name in FIELDS if name != "country"}
    return Business(**given, locale=lists.locale_in(typed["country"], language)).tidy()


async def _show(typed: dict[str, str], refused: dict[str, Invalid] | None = None, slug: str = "") -> Response:
    said = {("country" if name == "locale" else name): sentence(error) for name, error in (refused or {}).items()}
    return page(
        "staff/settings/business.html",
        422 if refused else 200,
        place="settings",
        way_back="?from=start" if request.args.get("from") == "start" else "",
        typed=typed,
        slug=slug or here().slug,
        host=here().host,
        base_host=settings().base_host,
        has_money=await business.has_money(),
        longest={"name": founding.LONGEST_NAME, **business.LONGEST},
        errors=dict.fromkeys((*FIELDS, "slug"), "") | said,
        countries=lists.countries(),
        currencies=lists.currencies(),
        time_zones=lists.time_zones(),
    )

"""Settings > Data > Delete the company: what happens when, the typed name, and the way back."""

from quart import Blueprint, Response, request

from templates.filters import day
from tenants import company_deletions
from tenants.errors import Invalid
from tenants.rights import Right
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/settings/data/deletion"

blueprint = Blueprint("deletion", __name__, url_prefix="/settings/data/deletion")


@blueprint.get("")
@needs(Right.DELETE)
async def show() -> Response:
    return await _show()


@blueprint.post("")
@needs(Right.DELETE)
async def schedule() -> Response:
    try:
        await company_deletions.schedule((await request.form).get("name", ""))
    except Invalid as error:
        return await _show(sentence(error))
    return see_other(PATH)


@blueprint.post("/keep")
@needs(Right.KEEP)
async def keep() -> Response:
    await company_deletions.keep()
    return see_other("/staff")


async def _show(error: str = "") -> Response:
    tenant = here()
    last = day(company_deletions.last_day(tenant), tenant.today()) if tenant.is_ending else ""
    return page(
        "staff/settings/deletion.html",
        422 if error else 200,
        place="settings",
        last=last,
        moving=await company_deletions.on_its_way(),
        is_connected=bool(tenant.stripe_account),
        host=tenant.first_host,
        error=error,
    )

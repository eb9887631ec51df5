"""Home: what waits for somebody of the company, who is visited today, and the money."""

from quart import Blueprint, Response

from tenants.overview import overview
from tenants.rights import Right
from web.door import here
from web.pages import page
from web.staff.start import setting_up
from web.staff_signed_in import needs
from web.words import overview as overview_page

blueprint = Blueprint("home", __name__)


@blueprint.get("")
@needs(Right.SEE)
async def show() -> Response:
    tenant, found = here(), await overview()
    return page(
        "staff/home.html",
        place="home",
        setting_up=setting_up(found.first_steps),
        held_up=overview_page.held_up(tenant),
        waiting=overview_page.rows(found.waiting, tenant),
        visits=overview_page.visits(found.visits, tenant),
        bars=overview_page.bars(found.months, tenant),
        owed=overview_page.owed_words(found.owed, tenant),
    )

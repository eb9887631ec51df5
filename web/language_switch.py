"""The switch at the foot of every page: read it in another language, from now on and everywhere."""

from datetime import timedelta

from quart import Blueprint, Response, g, request

from templates.language import LANGUAGES
from tenants import languages, sign_in
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.sign_in import Stage
from web import staff_signed_in
from web.door import here
from web.language import CHOSEN
from web.routes import page_at
from web.signed_in import see_other, somebody
from web.viewing import refuse_while_viewing

KEPT_FOR = timedelta(days=365)
PAGES = frozenset({"portal", "entrance", "share", "site", "staff", "staff_entrance", "staff_half"})

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
async def choose() -> Response:
    """Keep the language in this browser, and for whoever is signed in wherever else they read, letters too."""
    form = await request.form
    language = form.get("language", "")
    if language not in LANGUAGES:
        raise NotFound
    if g.tenant:
        async with acting_for(here()):
            await refuse_while_viewing()
            if found := await somebody():
                await languages.choose(found.session_id, language)
            held = staff_signed_in.reference()
            who = await sign_in.find_staff(held) if held else None
            if who and who.stage is Stage.IN:
                await languages.choose_as_staff(who.staff_member_id, language)
    response = see_other(_way_back(form.get("next", "")))
    response.set_cookie(CHOSEN, language, max_age=KEPT_FOR, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def _way_back(wanted: str) -> str:
    """`wanted` when it is the path of a page here, else "/"."""
    found = page_at(wanted)
    return wanted if found and found[0].split(".")[0] in PAGES else "/"

"""Settings > Branding: logo, color and name, looked at as customers will see them."""

import re
from typing import Any

from quart import Blueprint, Response, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

from templates.language import gettext as _
from tenants import branding, logos
from tenants.brand import Brand, preview_stylesheet
from tenants.branding import Branding
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.rights import Right
from tenants.tenant import FIRST_COLOR, Tenant
from web import multipart
from web.door import here, uploads
from web.language import sentence
from web.pages import logo_path, page
from web.places import place
from web.signed_in import see_other
from web.staff_signed_in import member, needs
from web.words.brand import grounds

PATH = "/staff/settings/branding"
FORM_BYTES = logos.MOST_BYTES + 64 * 1024
A_COLOR = re.compile(r"#?([0-9a-fA-F]{6})", re.ASCII)

blueprint = Blueprint("branding", __name__)


@blueprint.get("/settings/branding")
@needs(Right.SETTINGS)
async def show() -> Response:
    """As it is, or as it would be with the color and the name of the address: the Preview button asks for that."""
    color, name = request.args.get("brand_color", here().brand_color), request.args.get("portal_name")
    return await _show(color, here().portal_name if name is None else name)


@blueprint.post("/settings/branding")
@needs(Right.SETTINGS)
async def save() -> Response:
    form = await request.form
    color, name = form.get("brand_color", ""), form.get("portal_name", "")
    try:
        await branding.change(Branding.typed(name, color))
    except Invalid as error:
        return await _show(color, name, error)
    return see_other(_way_back())


@blueprint.get("/settings/branding/<color>.css")
@needs(Right.SETTINGS)
async def preview(color: str) -> Response:
    """The colors of the preview, computed here and nowhere else."""
    if not re.fullmatch("[0-9a-f]{6}", color):
        abort(404)
    return Response(preview_stylesheet(Brand.parse(f"#{color}")), content_type="text/css; charset=utf-8")


@blueprint.post("/settings/branding/logo")
@needs(Right.SETTINGS)
@uploads
async def choose_logo() -> Response:
    try:
        await logos.choose(here(), await _chosen())
    except Invalid as error:
        async with acting_for(here()):
            return await _show(here().brand_color, here().portal_name, error)
    return see_other(await _way_on())


@blueprint.post("/settings/branding/logo/remove")
@needs(Right.SETTINGS)
async def remove_logo() -> Response:
    await logos.remove()
    return see_other(PATH)


@blueprint.post("/settings/branding/logo/bring-back")
@needs(Right.SETTINGS)
async def bring_back_logo() -> Response:
    await logos.bring_back((await request.form).get("logo", ""))
    return see_other(PATH)


async def _chosen() -> bytes | bytearray:
    """The file of the form. Raises Invalid("logo")."""
    async with place(here().id, member().session_id):
        try:
            files = (await multipart.received(FORM_BYTES)).files
        except RequestEntityTooLarge as error:
            raise Invalid("logo", "Please choose a picture of at most 8 MB.") from error
    if not files:
        raise Invalid("logo", "Please choose a picture: a PNG, JPEG, WebP or HEIC file.")
    return files[0].body


async def _way_on() -> str:
    """From the logo: who came from the guided start is asked for a color too, while none was chosen."""
    async with acting_for(here()):
        company = await Tenant.get(id=here().id)  # as it is now: what is kept in memory may be a moment old
    is_plain = company.brand_color == FIRST_COLOR
    return f"{PATH}?from=start#color" if _came_from_start() and is_plain else _way_back()


def _way_back() -> str:
    """To the guided start for who came from there."""
    return "/staff/start" if _came_from_start() else PATH


def _came_from_start() -> bool:
    return request.args.get("from") == "start"


async def _show(color: str, name: str, error: Invalid | None = None) -> Response:
    found = A_COLOR.fullmatch(color.strip())
    brand = Brand.parse(f"#{found[1]}" if found else here().brand_color)
    earlier = None if here().logo else await logos.earlier()
    return page(
        "staff/settings/branding.html",
        422 if error else 200,
        place="settings",
        typed={"portal_name": name, "brand_color": color},
        **look(brand, name),
        earlier=earlier and {"mark": earlier.mark, "src": logo_path(earlier.shown)},
        way_back="?from=start" if _came_from_start() else "",
        longest=branding.LONGEST_NAME,
        errors={"portal_name": "", "brand_color": "", "logo": "", **({error.field: sentence(error)} if error else {})},
    )


def look(brand: Brand, name: str) -> dict[str, Any]:
    """What the preview of the portal needs."""
    return {
        "grounds": grounds(brand),
        "preview_css": f"{PATH}/{brand.chosen[1:]}.css",
        "preview_name": name.strip() or _("%(company)s client portal", company=here().name),
    }

"""Settings > Share your portal: its address in every form in which a company hands it on."""

from datetime import UTC, datetime
from uuid import UUID

from markupsafe import Markup
from quart import Blueprint, Response, request

from papers.sender import sender_now
from templates import qr_code, signs
from templates.language import with_country
from templates.sheets import spoken_address
from templates.signs import Sign
from tenants import customer_book
from tenants.brand import Brand
from tenants.isolation import acting_for
from tenants.rights import Right
from web import printed
from web.door import here, outside
from web.pages import environment, page
from web.staff_signed_in import needs

REQUEST_FORM = "/service-requests/new?property={id}"

blueprint = Blueprint("share_portal", __name__, url_prefix="/settings/share")


@blueprint.get("")
@needs(Right.SEE)
async def show() -> Response:
    url = here().origin
    return page(
        "staff/settings/share.html",
        place="settings",
        url=url,
        address=spoken_address(url),
        qr=Markup(qr_code.inline(url)),  # noqa: S704 - drawn by us
        signature=_snippet("signature"),
        button=_snippet("button"),
        shows_requests=here().shows_service_requests,
    )


@blueprint.get("/qr.svg")
@needs(Right.SEE)
async def qr_svg() -> Response:
    return _file(qr_code.svg(here().origin), "image/svg+xml", "qr.svg")


@blueprint.get("/qr.png")
@needs(Right.SEE)
async def qr_png() -> Response:
    return _file(qr_code.png(here().origin), "image/png", "qr.png")


@blueprint.get("/sign.pdf")
@needs(Right.SEE)
@outside
async def sign() -> Response:
    return await printed.answered(signs.counter_sign_pdf(await _sign(here().origin)), "sign", here().slug)


@blueprint.get("/stickers")
@needs(Right.SEE)
async def stickers() -> Response:
    search = request.args.get("search", "")
    return page(
        "staff/settings/stickers.html",
        place="settings",
        search=search,
        places=await customer_book.properties(search),
        is_off=not here().shows_service_requests,
    )


@blueprint.get("/stickers/<uuid:property_id>.pdf")
@needs(Right.SEE)
@outside
async def sticker(property_id: UUID) -> Response:
    async with acting_for(here()):
        place = await customer_book.property_called(property_id)
    made = await _sign(here().url(REQUEST_FORM.format(id=property_id)))
    return await printed.answered(signs.stickers_pdf(made, place), "stickers", place[:40])


async def _sign(url: str) -> Sign:
    tenant = here()
    return Sign(
        company=await sender_now(tenant),
        url=url,
        portal_url=tenant.origin,
        locale=with_country(tenant.locale),
        made_at=datetime.now(UTC),
    )


def _snippet(name: str) -> str:
    """HTML for other people's websites and letters, to be shown as text: it never becomes part of our page."""
    tenant = here()
    made = environment().get_template(f"snippets/{name}.html")
    brand = Brand.parse(tenant.brand_color).light
    text = made.render(url=tenant.origin, address=spoken_address(tenant.origin), company=tenant.name, brand=brand)
    return " ".join(text.split())


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{here().slug}-{name}"'
    return response

"""Settings > Data: lists to take away, and everything as one file."""

from uuid import UUID

from quart import Blueprint, Response

from templates.filters import moment
from tenants import company_exports, customer_book
from tenants.company_exports import CompanyExport, ExportStatus
from tenants.rights import Right
from web import spreadsheets
from web.door import here, outside
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/settings/data"
MEGABYTE = 1_000_000

blueprint = Blueprint("data", __name__, url_prefix="/settings/data")


@blueprint.get("")
@needs(Right.EXPORT)
async def show() -> Response:
    exports = [_words(it) for it in await company_exports.recent()]
    is_making = any(it["is_making"] for it in exports)
    return page("staff/settings/data.html", place="settings", exports=exports, is_making=is_making)


@blueprint.post("/exports")
@needs(Right.EXPORT)
async def begin() -> Response:
    await company_exports.begin()
    return see_other(PATH)


@blueprint.get("/exports/<uuid:export_id>.zip")
@needs(Right.EXPORT)
@outside
async def download(export_id: UUID) -> Response:
    response = Response(await company_exports.file_of(here(), export_id), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{here().slug}-everything.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    response.timeout = None
    return response


@blueprint.get("/customers.csv")
@needs(Right.EXPORT)
async def customers() -> Response:
    return await _table("customers")


@blueprint.get("/contacts.csv")
@needs(Right.EXPORT)
async def contacts() -> Response:
    return await _table("contacts")


@blueprint.get("/invoices.csv")
@needs(Right.EXPORT)
async def invoices() -> Response:
    return await _table("invoices")


async def _table(kind: str) -> Response:
    return spreadsheets.answered(await customer_book.exported(kind), f"{here().slug}-{kind}.csv")


def _words(it: CompanyExport) -> dict[str, object]:
    tenant = here()
    return {
        "href": f"{PATH}/exports/{it.id}.zip",
        "is_making": it.status is ExportStatus.MAKING,
        "is_ready": it.status is ExportStatus.READY,
        "when_words": moment(it.created_at, tenant.time_zone, tenant.today()),
        "until_words": moment(it.expires_at, tenant.time_zone, tenant.today()) if it.expires_at else "",
        "size": f"{it.total_bytes / MEGABYTE:.1f}",
    }

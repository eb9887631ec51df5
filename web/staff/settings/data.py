"""Settings > Data: lists to take away, and everything as one file."""

from uuid import UUID

from quart import Blueprint, Response

from templates.filters import count, moment
from templates.language import gettext as _
from templates.language import ngettext
from tenants import company_exports, list_exports
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
    exports = await company_exports.recent()
    return page(
        "staff/settings/data.html",
        place="settings",
        exports=[_words(it) for it in exports],
        making=next((_progress(it) for it in exports if it.status is ExportStatus.MAKING), None),
        has_failed=bool(exports) and exports[0].status is ExportStatus.FAILED,
    )


@blueprint.post("/exports")
@needs(Right.EXPORT)
async def begin() -> Response:
    await company_exports.begin()
    return see_other(PATH)


@blueprint.get("/exports/<uuid:export_id>.zip")
@needs(Right.EXPORT)
@outside
async def download(export_id: UUID) -> Response:
    size, pieces = await company_exports.file_of(here(), export_id)
    response = Response(pieces, content_type="application/zip")
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{here().slug}-everything.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    response.timeout = None
    return response


@blueprint.get("/customers.csv")
@needs(Right.EXPORT)
@outside
async def customers() -> Response:
    return await _table("customers")


@blueprint.get("/contacts.csv")
@needs(Right.EXPORT)
@outside
async def contacts() -> Response:
    return await _table("contacts")


@blueprint.get("/invoices.csv")
@needs(Right.EXPORT)
@outside
async def invoices() -> Response:
    return await _table("invoices")


@blueprint.get("/invoice-lines.csv")
@needs(Right.EXPORT)
@outside
async def invoice_lines() -> Response:
    return await _table("invoice_lines")


@blueprint.get("/estimate-lines.csv")
@needs(Right.EXPORT)
@outside
async def estimate_lines() -> Response:
    return await _table("estimate_lines")


async def _table(kind: str) -> Response:
    pages = (page.rows async for page in list_exports.exported(here(), kind))
    return await spreadsheets.streamed(list_exports.LISTS[kind].heads, pages, f"{here().slug}-{kind}.csv")


def _progress(it: CompanyExport) -> dict[str, object]:
    """How far it is: documents may come and go while it is being put together."""
    done = min(it.done, it.total)
    words = _("%(done)s of %(total)s documents and photos", done=count(done), total=count(it.total))
    return {"done": done, "total": it.total, "words": words}


def _words(it: CompanyExport) -> dict[str, object]:
    tenant = here()
    return {
        "href": f"{PATH}/exports/{it.id}.zip",
        "is_ready": it.status is ExportStatus.READY,
        "when_words": moment(it.created_at, tenant.time_zone, tenant.today()),
        "until_words": moment(it.expires_at, tenant.time_zone, tenant.today()) if it.expires_at else "",
        "size": f"{it.total_bytes / MEGABYTE:.1f}",
        "missing_words": _missing_words(it.missing) if it.missing else "",
    }


def _missing_words(missing: int) -> str:
    return ngettext(
        "%(num)s paper or photo could not be put in. The file not-included.csv in it names it and says why.",
        "%(num)s papers or photos could not be put in. The file not-included.csv in it names them and says why.",
        missing,
    )

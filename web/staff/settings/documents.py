"""Settings > Invoices: numbers, days to pay, standing words, taxes, and what estimates begin with."""

from quart import Blueprint, Response, abort, request

from tenants import document_defaults, numbering
from tenants.document_defaults import MOST_TAXES
from tenants.errors import Invalid
from tenants.rights import Right
from web.door import here
from web.forms.document_settings import BLANK_TAXES, WORDS, Typed, stored, typed_in, wanted
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/settings/invoices"

blueprint = Blueprint("document_settings", __name__)


@blueprint.get("/settings/invoices")
@needs(Right.SETTINGS)
async def show() -> Response:
    return _show(stored(here(), await numbering.upcoming("invoice")))


@blueprint.post("/settings/invoices")
@needs(Right.SETTINGS)
async def save() -> Response:
    form = await request.form
    if "invoice_note" not in form:
        abort(400)  # a form that came apart: taxes that are not there would count as taken away
    typed = typed_in(form)
    try:
        await document_defaults.change(*wanted(typed, here().currency))
    except Invalid as error:
        return _show(Typed(typed.words, typed.taxes, typed.standard, {error.field: sentence(error)}), 422)
    return see_other(f"{PATH}?saved=yes")


def _show(typed: Typed, status: int = 200) -> Response:
    rows = [*typed.taxes, *[("", "")] * BLANK_TAXES][:MOST_TAXES]
    return page(
        "staff/settings/invoices.html",
        status,
        place="settings",
        typed=typed.words,
        taxes=[
            {
                "place": str(place),
                "name": name,
                "rate": rate,
                "name_error": typed.errors.get(f"taxes.{place}.name", ""),
                "rate_error": typed.errors.get(f"taxes.{place}.rate", ""),
            }
            for place, (name, rate) in enumerate(rows)
        ],
        standard=typed.standard,
        is_saved=status == 200 and "saved" in request.args,
        errors={**dict.fromkeys(WORDS, ""), **typed.errors},
    )

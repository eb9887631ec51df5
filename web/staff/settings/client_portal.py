"""Settings > Client Portal: what the company decides about it, and what that changes for customers."""

from dataclasses import dataclass, field
from typing import Any

from quart import Blueprint, Response, abort, request

from templates.filters import markdown, moment, money
from templates.language import gettext as _
from templates.language import marked, spoken
from tenants import client_portal
from tenants.client_portal import ClientPortal, Note
from tenants.errors import Invalid
from tenants.rights import Right
from web.door import here
from web.forms.amounts import amount_of
from web.language import sentence
from web.pages import page, portal_name
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/settings/client-portal"
SECTIONS = {
    "shows_estimates": marked("Estimates"),
    "shows_jobs": marked("Jobs"),
    "shows_agreements": marked("Agreements"),
    "shows_service_requests": marked("Service requests"),
}
SWITCHES = {
    "portal_enabled": marked("Client portal"),
    **SECTIONS,
    "shows_job_photos": marked("Photos of jobs"),
    "partial_payments": marked("Payments in parts"),
    "signature_required": marked("Signature on estimates and agreements"),
}
NAMES = {**SWITCHES, "welcome": marked("Welcome message"), "smallest_partial": marked("Smallest part")}

blueprint = Blueprint("client_portal", __name__)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; `errors` are by field."""

    on: frozenset[str]
    welcome: str
    smallest_partial: str
    errors: dict[str, str] = field(default_factory=dict)


@blueprint.get("/settings/client-portal")
@needs(Right.SETTINGS)
async def show() -> Response:
    return await _show(_stored())


@blueprint.post("/settings/client-portal")
@needs(Right.SETTINGS)
async def save() -> Response:
    form = (await request.form).to_dict()
    if "welcome" not in form:
        abort(400)  # a form that came apart: boxes that are not there would count as switched off
    typed = Typed(frozenset(name for name in SWITCHES if form.get(name) == "on"), form.get("welcome", ""),
                  form.get("smallest_partial", ""))  # fmt: skip
    if "preview" in form:
        return await _show(typed)
    try:
        await client_portal.change(_wanted(typed))
    except Invalid as error:
        errors = {error.field: sentence(error)}
        return await _show(Typed(typed.on, typed.welcome, typed.smallest_partial, errors), 422)
    return see_other(PATH)


def _wanted(typed: Typed) -> ClientPortal:
    """What was typed as what it means. Raises Invalid."""
    smallest = here().smallest_partial
    if "partial_payments" in typed.on:
        smallest = amount_of("smallest_partial", typed.smallest_partial or "0", here().currency, spoken())
    return ClientPortal(
        **{name: name in typed.on for name in SWITCHES},
        welcome=typed.welcome.replace("\r\n", "\n").strip(),
        smallest_partial=smallest,
    )


def _stored() -> Typed:
    tenant = here()
    on = frozenset(name for name in SWITCHES if getattr(tenant, name))
    smallest = money(tenant.smallest_partial, tenant.currency) if tenant.smallest_partial else ""
    return Typed(on, tenant.welcome, smallest)


async def _show(typed: Typed, status: int = 200) -> Response:
    tenant = here()
    return page(
        "staff/settings/client_portal.html",
        status,
        place="settings",
        typed=typed,
        sections=[(name, _(label)) for name, label in SECTIONS.items()],
        preview=markdown(typed.welcome) if typed.welcome.strip() else None,
        preview_of=portal_name(tenant),
        now=_now(_stored()),
        longest=client_portal.LONGEST_WELCOME,
        notes=[_note(note) for note in await client_portal.notes()],
        errors={"welcome": "", "smallest_partial": "", **typed.errors},
    )


def _now(typed: Typed) -> list[str]:
    """What customers meet with these switches, in words; what is typed but not saved yet is no part of it."""
    if "portal_enabled" not in typed.on:
        return [_("Closed: nobody can sign in. Links to single documents go on working.")]
    hidden = [_(SWITCHES[name]) for name in (*SECTIONS, "shows_job_photos") if name not in typed.on]
    if not hidden:
        return [_("Everything is shown.")]
    return [_("Hidden: %(sections)s. What is there is kept.", sections=", ".join(hidden))]


def _note(note: Note) -> dict[str, Any]:
    tenant, name = here(), _(NAMES[note.setting])
    words = {
        True: _("%(name)s switched on", name=name),
        False: _("%(name)s switched off", name=name),
        None: _("%(name)s changed", name=name),
    }
    return {
        "words": words[note.to],
        "by": note.by,
        "when_words": moment(note.at, tenant.time_zone, tenant.today()),
        "when_iso": note.at.isoformat(),
    }

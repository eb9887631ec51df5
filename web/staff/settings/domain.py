"""Settings > Domain: the company's portal under a name of its own, proven by the DNS."""

from datetime import datetime, timedelta

from quart import Blueprint, Response, request

from templates.filters import day, moment
from templates.language import raw_gettext
from tenants import own_domains
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tenants.own_domains import DomainStatus, OwnDomain
from tenants.rights import Right
from web.door import here, outside
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/settings/domain"

blueprint = Blueprint("domain", __name__, url_prefix="/settings/domain")


@blueprint.get("")
@needs(Right.SETTINGS)
async def show() -> Response:
    return await _show()


@blueprint.post("")
@needs(Right.SETTINGS)
async def claim() -> Response:
    typed = (await request.form).get("domain", "")
    try:
        await own_domains.claim(typed)
    except Invalid as error:
        return await _show(typed, error)
    return see_other(PATH)


@blueprint.post("/check")
@needs(Right.SETTINGS)
@outside
async def check() -> Response:
    async with acting_for(here()):
        domain = await _current()
        if not await own_domains.spend():
            return await _show(status=429)
    await own_domains.check(here(), domain)
    return see_other(PATH)


@blueprint.post("/remove")
@needs(Right.SETTINGS)
async def remove() -> Response:
    domain, form = await _current(), await request.form
    if domain.status is DomainStatus.VERIFIED and form.get("domain", "").strip().lower() != domain.domain:
        return await _show("", Invalid("typed", "Please type the domain as it stands above."))
    await own_domains.remove(domain)
    return see_other(PATH)


async def _current() -> OwnDomain:
    domain = await own_domains.current()
    if domain is None:
        raise NotFound
    return domain


async def _show(typed: str = "", error: Invalid | None = None, status: int = 200) -> Response:
    tenant, domain = here(), await own_domains.current()
    lost = None if domain else await OwnDomain.filter(status=DomainStatus.LOST).order_by("-ended_at").first()
    return page(
        "staff/settings/domain.html",
        422 if error else status,
        place="settings",
        first_host=tenant.first_host,
        first_origin=tenant.first_origin,
        domain=_words(domain) if domain else None,
        again_words=_again_words(await own_domains.again_at()),
        lost=lost.domain if lost else None,
        typed=typed,
        errors={"domain": "", "typed": "", **({error.field: sentence(error)} if error else {})},
    )


def _again_words(again_at: datetime | None) -> str:
    """The first whole minute at which it works."""
    rounded_up = again_at and again_at + timedelta(seconds=59)
    return moment(rounded_up, here().time_zone, here().today()) if rounded_up else ""


def _words(domain: OwnDomain) -> dict[str, object]:
    tenant = here()
    checked = domain.checked_at
    return {
        "name": domain.domain,
        "url": tenant.at(domain.domain),
        "is_verified": domain.status is DomainStatus.VERIFIED,
        "proof_name": own_domains.proof_name(domain.domain),
        "proof_text": own_domains.proof_text(domain),
        "problem": raw_gettext(domain.problem) if domain.problem else "",
        "checked_words": moment(checked, tenant.time_zone, tenant.today()) if checked else "",
        "until_words": day(domain.expires_at.astimezone(tenant.zone).date(), tenant.today()),
    }

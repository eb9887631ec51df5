"""A page: a template, the company's brand around it, and the person it is for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from quart import Response, g, request

from templates import filters
from templates.language import LANGUAGES, lang, raw_gettext, raw_ngettext
from templates.language import gettext as _
from tenants.company_deletions import is_waiting, last_day
from tenants.rights import Right, may
from tenants.sign_in import StaffViewer, Viewer
from tenants.tenant import Tenant
from web import assets, console_menu, headers, menu

INDENTATION = re.compile(r"\n[ \t]+")
STAYING = frozenset({200, 422})
"""Pages that can be asked for again at their own address. An error says the same whatever the address was."""
TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Company:
    """What every page shows of the company."""

    name: str
    brand_css_url: str
    logo_url: str | None
    logo: dict[str, Any] | None
    phone: str
    phone_href: str
    email: str
    address_lines: tuple[str, ...]
    currency: str
    time_zone: str


class Flush(FileSystemLoader):
    """Templates without their indentation, a sixth of a page that nobody reads."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return INDENTATION.sub("\n", source), path, is_fresh


@cache
def environment() -> Environment:
    made = Environment(
        loader=Flush(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(raw_gettext, raw_ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals["lang"] = lang
    made.globals["asset"] = assets.address
    for name in ("money", "day", "due_words", "moment", "markdown", "place_words"):
        made.filters[name] = getattr(filters, name)
    return made


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render `templates/<template>` for this request: in the company's brand where a company is known."""
    tenant: Tenant | None = g.get("tenant")
    viewer, staff, place = g.get("viewer"), g.get("staff"), context.pop("place", "")
    body = (
        environment()
        .get_template(template)
        .render(
            company=company_of(tenant) if tenant else None,
            portal_name=portal_name(tenant) if tenant else _("Client portal"),
            viewer=viewer,
            staff=staff,
            place=place,
            looking=g.get("looking"),
            heard=g.get("heard", ""),
            ending=_ending(tenant, staff) if tenant and staff else None,
            in_console=context.pop("in_console", in_console()),
            nav=_menu(tenant, viewer, staff, place) if tenant else (),
            nonce=headers.nonce(),
            languages=LANGUAGES if tenant or (request.endpoint or "").startswith("site.") else {},
            here=request.full_path.rstrip("?") if status in STAYING else "/",
            **context,
        )
    )
    response = Response(body, status=status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = lang()
    return response


def in_console() -> bool:
    """Whether the page is for the company's own people, also where there is none at this address of the console."""
    return request.path == "/staff" or request.path.startswith("/staff/")


def _menu(tenant: Tenant, viewer: Viewer | None, staff: StaffViewer | None, place: str) -> Sequence[NamedTuple]:
    if staff:
        return console_menu.around(staff.role, place, {"requests": staff.new_requests, "messages": staff.to_answer})
    return menu.around(tenant, place) if viewer else ()


def _ending(tenant: Tenant, staff: StaffViewer) -> dict[str, object] | None:
    """What everybody of a company that ends is told on every page, and who may take it back there."""
    if not tenant.is_ending:
        return None
    last = filters.day(last_day(tenant), tenant.today())
    return {"last": last, "is_waiting": is_waiting(tenant), "may_keep": may(staff.role, Right.KEEP)}


def company_of(tenant: Tenant) -> Company:
    """Kept with the tenant, which is itself read again when it changes."""
    kept: Company | None = tenant.__dict__.get("_company")
    if kept is None:
        kept = tenant.__dict__["_company"] = _company(tenant)
    return kept


def logo_path(logo: dict[str, Any] | None) -> str | None:
    """Where the picture lies: its address changes with it, so that everybody may keep it for ever."""
    return f"/logo/{logo['mark']}.png" if logo else None


def portal_name(tenant: Tenant) -> str:
    return tenant.portal_name or _("%(company)s client portal", company=tenant.name)


def welcome_of(tenant: Tenant) -> Markup | None:
    return filters.markdown(tenant.welcome) if tenant.welcome else None


def _company(tenant: Tenant) -> Company:
    return Company(
        name=tenant.name,
        brand_css_url=f"/brand/{tenant.brand_color[1:]}.css",
        logo_url=logo_path(tenant.logo),
        logo=tenant.logo,
        phone=tenant.phone,
        phone_href="tel:" + "".join(sign for sign in tenant.phone if sign in "+0123456789"),
        email=tenant.email,
        address_lines=tuple(tenant.address.splitlines()),
        currency=tenant.currency,
        time_zone=tenant.time_zone,
    )

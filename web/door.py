"""One request: host -> place -> surface -> guard -> handler, inside one unit of work. Read this first."""

import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

import asyncpg
from quart import Quart, Request, Response, g, request
from quart.ctx import RequestContext
from quart.sessions import SessionInterface
from quart.typing import ResponseReturnValue
from quart.wrappers import BaseRequestWebsocket
from werkzeug.routing import MapAdapter

from settings import settings
from tenants import directory, sections
from tenants.errors import Forbidden, NotFound
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from web import address, language, same_origin
from web.hosts import canonical
from web.plain_text import MOST_FIELDS, refuse_unreadable
from web.same_origin import SAFE
from web.signed_in import require_contact
from web.staff_signed_in import require_half, require_staff
from web.uploads import Incoming, Patient
from web.viewing import refuse_while_viewing

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])
Guard = Callable[[], Awaitable[None]]
AT_BASE = "base"  # what the router calls the installation's own host
NOWHERE = "host.invalid"  # what it takes for the host of every request
TRIES = 3  # a deadlock rolls everything back, so the same request may simply be tried again
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


class Place(Enum):
    ANYWHERE = "any host at all"
    BASE = "the installation's own host"
    COMPANY = "a company's host"
    OURS = "a company's host or the installation's own"


async def anybody() -> None:
    """Open to whoever has the address."""


@dataclass(frozen=True, slots=True)
class Surface:
    """Where a surface answers, who may enter, whether callers prove themselves by signature instead of origin.

    `fields` is how many a form may have.
    """

    place: Place
    guard: Guard = anybody
    signed: bool = False
    fields: int = MOST_FIELDS


# Every blueprint stands here, or the application does not start.
SURFACES = {
    "health": Surface(Place.ANYWHERE),
    "assets": Surface(Place.ANYWHERE),
    "language": Surface(Place.OURS),
    "site": Surface(Place.BASE),
    "hooks": Surface(Place.BASE, signed=True),
    "entrance": Surface(Place.COMPANY, refuse_while_viewing),
    "logos": Surface(Place.COMPANY),
    "unsubscribe": Surface(Place.COMPANY, signed=True),
    "share": Surface(Place.COMPANY),
    "portal": Surface(Place.COMPANY, require_contact),
    "staff_entrance": Surface(Place.COMPANY),
    "staff_half": Surface(Place.COMPANY, require_half),
    "staff": Surface(Place.COMPANY, require_staff, fields=2_000),  # a bill has many lines
}

# What a section's switch takes away. Share links of estimates were given out by the company and stay good without it.
HIDEABLE = frozenset({*(f"portal.{section}" for section in sections.Section), "share.jobs"})


# What customers see stands under the company's own domain. The console answers at both hosts: a domain that leads
# nowhere must not lock out who can change it.
AT_OWN_DOMAIN = frozenset({"portal", "entrance", "share"})


def outside(handler: Handler) -> Handler:
    """Mark a handler that talks to the outside world: it runs after the guard's unit of work, and opens its own."""
    handler.__dict__["outside"] = True
    return handler


def uploads(handler: Handler) -> Handler:
    """Mark a handler that takes one large body: it comes in only after the guard, when the handler asks for it."""
    handler.__dict__["uploads"] = True
    return outside(handler)


def here() -> Tenant:
    """The company whose host this request came to."""
    tenant: Tenant = g.tenant
    return tenant


class NoSessions(SessionInterface):
    """Quart's own session is never opened: who is signed in, a row of ours decides."""

    async def open_session(self, *_: object) -> None:
        return None


class Door(Quart):
    request_class = Incoming
    asgi_http_class = Patient
    session_interface = NoSessions()  # type: ignore[assignment] # typed as the one it replaces

    def create_url_adapter(self, request: BaseRequestWebsocket | None) -> MapAdapter | None:
        """Routes by path alone: what the Host header says is judged later, and is never part of an address of ours.

        The base host and a company's host may both have a page at one path: `/` is both.
        """
        if request is None:
            return super().create_url_adapter(None)
        exact, beginnings = self.base_paths
        at_base = (request.path in exact or request.path.startswith(beginnings)) and _is_base(request)
        return self.url_map.bind(
            NOWHERE, subdomain=AT_BASE if at_base else None, default_method=request.method, path_info=request.path
        )

    @cached_property
    def base_paths(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The base host's own paths, and what those begin with that go on with an argument."""
        parts = [it.rule.partition("<") for it in self.url_map.iter_rules() if it.subdomain == AT_BASE]
        return frozenset(path for path, more, _ in parts if not more), tuple(path for path, more, _ in parts if more)

    def check_surfaces(self) -> None:
        """Stop the start when a route has no declared policy."""
        undeclared = [rule for rule in self.url_map.iter_rules() if rule.endpoint.split(".")[0] not in SURFACES]
        if undeclared:
            message = f"routes without a declared surface: {', '.join(map(str, undeclared))}"
            raise RuntimeError(message)
        for rule in self.url_map.iter_rules():
            if rule.endpoint.startswith("staff.") and "right" not in self.view_functions[rule.endpoint].__dict__:
                message = f"a page of the console that names no right: {rule}"
                raise RuntimeError(message)

    async def preprocess_request(self, request_context: RequestContext | None = None) -> ResponseReturnValue | None:
        """First of all, whose host this is and whether the surface answers there."""
        g.started = time.perf_counter()
        g.address = address.of(request)
        host = _host(request)
        g.tenant = await directory.at_host(host) if host else None
        language.answer_in(g.tenant)
        if g.tenant and directory.is_former(g.tenant, host):
            return _same_page(g.tenant.first_origin)
        _check_place(_surface().place if request.endpoint else None, host)
        if moved := _moved(host):
            return moved
        return await super().preprocess_request(request_context)

    async def dispatch_request(self, request_context: RequestContext | None = None) -> ResponseReturnValue:
        if request.routing_exception is not None:
            return await super().dispatch_request(request_context)
        surface = _surface()
        takes_form = not hasattr(self.view_functions[request.endpoint or ""], "uploads")
        await _check_request(request, surface, takes_form=takes_form)
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._enter(surface, request_context)
            except directory.Changed:
                directory.forget()
                g.tenant = await directory.at_host(_host(request))
                if g.tenant is None:
                    raise NotFound from None
            except Exception as error:
                # The ORM wraps what the database says.
                if not tries_left or not (isinstance(error, AGAIN) or isinstance(error.__cause__, AGAIN)):
                    raise
        raise AssertionError

    async def _enter(self, surface: Surface, request_context: RequestContext | None) -> ResponseReturnValue:
        handler = self.view_functions[request.endpoint or ""]
        # What a safe request writes is when it was; its answer need not wait for that.
        waits = request.method not in same_origin.SAFE
        async with acting_for(g.tenant, waits=waits) if surface.place is Place.COMPANY else nullcontext():
            await surface.guard()
            _check_section()
            if not getattr(handler, "outside", False):
                return await super().dispatch_request(request_context)
        return await super().dispatch_request(request_context)


def _host(request_: BaseRequestWebsocket) -> str:
    """The canonical host, or nothing: of two Host headers a proxy and we might each take another."""
    given = request_.headers.getlist("Host")
    return (canonical(given[0]) if len(given) == 1 else None) or ""


def _is_base(request_: BaseRequestWebsocket) -> bool:
    return _host(request_) == settings().base_host


def _surface() -> Surface:
    return SURFACES[(request.endpoint or "").split(".")[0]]


def _check_place(place: Place | None, host: str) -> None:
    """Raise NotFound at a host that is not the surface's; `place` is None where there is no page at all."""
    if g.tenant is None and host != settings().base_host and place is not Place.ANYWHERE:
        raise NotFound
    if place is Place.BASE and host != settings().base_host:
        raise NotFound
    if place is Place.COMPANY and g.tenant is None:
        raise NotFound


def _moved(host: str) -> Response | None:
    """The way to the company's own domain, for whoever looks at a page of its first host."""
    surface = (request.endpoint or "").split(".")[0]
    if g.tenant is None or host == g.tenant.host or request.method not in SAFE or surface not in AT_OWN_DOMAIN:
        return None
    return _same_page(g.tenant.origin)


def _same_page(origin: str) -> Response:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return Response(status=308, headers={"Location": f"{origin}{quote(request.path)}{query}"})


def _check_section() -> None:
    """Raise NotFound in a section that the company hides: the one answer to whoever may ask, whatever is there."""
    surface, noun = [*(request.endpoint or "").split("."), ""][:2]
    if f"{surface}.{noun}" in HIDEABLE and not sections.shows(g.tenant, sections.Section(noun)):
        raise NotFound


async def _check_request(request_: Request, surface: Surface, *, takes_form: bool) -> None:
    """Origin, then the whole body: a slow upload must not hold a database connection."""
    if surface.signed:
        return
    origin = settings().origin(_host(request_)) if g.tenant else settings().base_url
    if not same_origin.is_ours(request_.method, request_.headers, origin):
        raise Forbidden("This form was sent from another website.")
    if takes_form:
        await refuse_unreadable(request_, surface.fields)

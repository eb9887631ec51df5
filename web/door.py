"""One request: host -> place -> surface -> guard -> handler, inside one unit of work. Read this first."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import cached_property, partial
from typing import Any, TypeVar, cast

import asyncpg
from quart import Quart, Request, g, request
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
from web import address, json_body, language, pace, same_origin
from web.elsewhere import instead, same_page
from web.errors import is_for_programs
from web.hosts import canonical
from web.live_answer import last_heard
from web.plain_text import refuse_unreadable
from web.surfaces import HIDEABLE, SURFACES, Place, Surface
from web.uploads import Incoming, Patient

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])
AT_BASE = "base"  # what the router calls the installation's own host
NOWHERE = "host.invalid"  # what it takes for the host of every request
MARKS = {"staff": "right", "api": "spec"}  # what a route of a surface must say of itself
# Each rolls everything back, so the same request may be made again; the third is of a customer who was just merged, the
# last of two programs that wrote down the same at once.
TRIES = 3
AGAIN = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.ForeignKeyViolationError,
    asyncpg.UniqueViolationError,
)


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
        is_known = request.path in exact or request.path.startswith(beginnings)
        at_base = is_known and _host(request) == settings().base_host
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
            wanted = MARKS.get(rule.endpoint.split(".")[0])
            if wanted and wanted not in self.view_functions[rule.endpoint].__dict__:
                message = f"a route that names no {wanted}: {rule}"
                raise RuntimeError(message)

    async def preprocess_request(self, request_context: RequestContext | None = None) -> ResponseReturnValue | None:
        """First of all, whose host this is and whether the surface answers there."""
        g.started, g.heard = time.perf_counter(), last_heard()
        g.address = address.of(request)
        host = _host(request)
        g.tenant = await directory.at_host(host) if host else None
        language.answer_in(g.tenant, "en" if is_for_programs() else "")
        if g.tenant and directory.is_former(g.tenant, host):
            return same_page(g.tenant.first_origin)
        _check_place(_surface().place if request.endpoint else None, host)
        if found := instead(host):
            return found
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
                await _look_anew()
            except Exception as error:
                # The ORM wraps what the database says.
                if not tries_left or not (isinstance(error, AGAIN) or isinstance(error.__cause__, AGAIN)):
                    raise
        raise AssertionError

    async def _enter(self, surface: Surface, request_context: RequestContext | None) -> ResponseReturnValue:
        handler = self.view_functions[request.endpoint or ""]
        async with _admitted(surface):
            if not getattr(handler, "outside", False):
                return await super().dispatch_request(request_context)
        cast("Incoming", request).judge_anew = partial(_judge_anew, surface)
        return await super().dispatch_request(request_context)


@asynccontextmanager
async def _admitted(surface: Surface) -> AsyncIterator[None]:
    """One unit of work for whom the guard lets in."""
    # What a safe request writes is when it was; its answer need not wait for that.
    waits = request.method not in same_origin.SAFE
    async with acting_for(g.tenant, waits=waits) if surface.place is Place.COMPANY else nullcontext():
        await surface.guard()
        _check_section()
        yield


async def _judge_anew(surface: Surface) -> None:
    """A large body takes its time: whoever was let in before it came may have been removed or demoted meanwhile."""
    try:
        async with _admitted(surface):
            pass
    except directory.Changed:
        await _look_anew()
        async with _admitted(surface):
            pass


async def _look_anew() -> None:
    directory.forget()
    g.tenant = await directory.at_host(_host(request))
    if g.tenant is None:
        raise NotFound


def _host(request_: BaseRequestWebsocket) -> str:
    """The canonical host, or nothing: of two Host headers a proxy and we might each take another."""
    given = request_.headers.getlist("Host")
    return (canonical(given[0]) if len(given) == 1 else None) or ""


def _surface() -> Surface:
    return SURFACES[(request.endpoint or "").split(".")[0]]


def _check_place(place: Place | None, host: str) -> None:
    """Raise NotFound at a host that is not the surface's; `place` is None where there is no page at all."""
    if g.tenant is None and host != settings().base_host and place is not Place.ANYWHERE:
        raise NotFound
    if (place is Place.BASE and host != settings().base_host) or (place is Place.COMPANY and g.tenant is None):
        raise NotFound


def _check_section() -> None:
    """Raise NotFound in a section that the company hides: the one answer to whoever may ask, whatever is there."""
    surface, noun = [*(request.endpoint or "").split("."), ""][:2]
    if f"{surface}.{noun}" in HIDEABLE and not sections.shows(g.tenant, sections.Section(noun)):
        raise NotFound


async def _check_request(request_: Request, surface: Surface, *, takes_form: bool) -> None:
    """Origin, then the whole body: a slow upload must not hold a database connection."""
    if surface.signed:
        return
    if surface.keyed:
        pace.keep((g.tenant.id, address.network(g.address) or g.address))
        await json_body.read(request_)
        return
    origin = settings().origin(_host(request_)) if g.tenant else settings().base_url
    if not same_origin.is_ours(request_.method, request_.headers, origin):
        raise Forbidden("This form was sent from another website.")
    if takes_form:
        await refuse_unreadable(request_, surface.fields)

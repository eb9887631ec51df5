"""The program behind this request: an API key in the header says who it is, and nothing else does."""

from typing import cast

from quart import current_app, g, request

from tenants import api_keys, directory
from tenants.actor import Actor, acts
from tenants.api_keys import Access, Holder, Scope
from tenants.errors import DomainError, Forbidden
from web.same_origin import SAFE

SCHEME = "bearer"


class NoKey(DomainError):
    """No key came, or one that opens nothing here: never, no more, or elsewhere."""

    status = 401
    code = "key_invalid"


class OutOfScope(Forbidden):
    code = "scope_missing"


async def require_key() -> None:
    """Let nobody in but a program with a key of this company, and none whose scopes lack what the address is about."""
    sent = _sent()
    found = await api_keys.find(sent) if sent else None
    if found is None:
        raise NoKey("Send a key of this company: Authorization: Bearer pl_…")
    if found.company_version != g.tenant.version:
        raise directory.Changed
    g.holder = found
    acts(Actor(None, found.name, g.address or "", found.key_id))
    scope = current_app.view_functions[request.endpoint or ""].__dict__["spec"].scope
    access = Access.READ if request.method in SAFE else Access.WRITE
    check_scope(scope, access)


def holder() -> Holder:
    """The program this request is of."""
    return cast("Holder", g.holder)


def check_scope(scope: Scope, access: Access) -> None:
    """Raise OutOfScope for a key that may not: acts that reach into another noun ask for that one besides."""
    if not holder().may(scope, access):
        raise OutOfScope("This key lacks a scope: %(scope)s:%(access)s", scope=scope, access=access)


def _sent() -> str:
    """The key that came; of two a proxy and we might each take another."""
    given = request.headers.getlist("Authorization")
    scheme, _space, key = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return key.strip() if scheme.lower() == SCHEME else ""

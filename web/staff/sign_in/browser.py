"""The browser of a staff member at their door, as signing in wants to know it."""

from quart import g, request

from tenants.sign_in import Browser, Purpose
from web import address
from web.portal.devices import device_words
from web.portal.sign_in import ASKING, TOKEN
from web.signed_in import single_cookie
from web.staff_signed_in import reference


def browser() -> Browser:
    return Browser(
        asking() or "",
        device_words(request.headers.get("User-Agent", "")),
        session=reference(),
        network=address.network(g.address),
        purpose=Purpose.STAFF,
        address=g.address or "",
    )


def asking() -> str | None:
    """The secret this browser asked for a link with, if it did lately."""
    held = single_cookie(ASKING)
    return held if held and TOKEN.fullmatch(held) else None

"""Mail of the base domain: the proof for who signs up, and to a person the portals they belong to."""

import logging
from uuid import UUID

from settings import settings
from templates.language import gettext as _
from templates.language import speaking
from templates.letters import render
from tenants import site_requests
from tenants.across import portals_of
from tenants.site_requests import Purpose, SiteRequest
from tenants.tenant import FIRST_COLOR
from workers import postmark
from workers.postmark import Message, Undeliverable

log = logging.getLogger(__name__)

NAME = "Porchlight"
MINUTES = 10

Facts = dict[str, object]


async def answer(subject: str) -> None:
    """Send the mail that the request `subject` asked for. A stranger who asks for their portals gets none."""
    request = await site_requests.live(UUID(subject))
    if request is None:
        return
    with speaking(request.language or "en_US"):
        facts = _proof(request) if request.purpose is Purpose.SIGN_UP else await _portals(request)
        if facts is None:
            return
        message = _message(request, facts)
    try:
        await postmark.send(message, urgent=True)
    except Undeliverable as error:
        log.warning("a mail of the base domain is not wanted", extra={"reason": error.reason})


def _proof(request: SiteRequest) -> Facts:
    """Nothing that was typed stands in it: whoever types chooses whom it is sent to."""
    link = f"{settings().base_url}/sign-up/{request.secret}"
    return {"link": link, "code": f"{request.code[:3]} {request.code[3:]}", "minutes": MINUTES}


async def _portals(request: SiteRequest) -> Facts | None:
    found = await portals_of(request.email)
    if not found:
        return None
    portals = [(tenant.name, tenant.url("/")) for tenant, is_contact, _is_staff in found if is_contact]
    consoles = [(tenant.name, f"{tenant.first_origin}/staff") for tenant, _is_contact, is_staff in found if is_staff]
    return {"portals": portals, "consoles": consoles}


def _message(request: SiteRequest, facts: Facts) -> Message:
    letter = render(f"site_{request.purpose}", {"company": _site(), "to_name": "", "unsubscribe": None, **facts})
    return Message(
        to=request.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        from_=postmark.sender(NAME, settings().mail_from),
        reply_to=None,
        tag=f"site_{request.purpose}",
        metadata={"request": str(request.id)},
    )


def _site() -> Facts:
    """Who writes, as a letter wants to know it."""
    return {
        "name": NAME,
        "portal_name": _("A client portal for every service business"),
        "brand": FIRST_COLOR,
        "brand_ink": "#ffffff",
        "logo_url": None,
        "logo": None,
        "phone": "",
        "email": "",
        "address_lines": [],
        "portal_url": settings().base_url,
    }

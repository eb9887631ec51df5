"""Signs: a sheet for the counter, and stickers for what is serviced, with a code to scan."""

from dataclasses import dataclass
from datetime import datetime

from templates.language import gettext as _
from templates.paper import PaperCompany
from templates.press import pressed
from templates.qr_code import inline
from templates.sheets import setting, spoken_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Who puts it up, and the address its code opens; `made_at` (aware) dates the file."""

    company: PaperCompany
    url: str
    portal_url: str
    locale: str
    made_at: datetime


async def counter_sign_pdf(sign: Sign) -> bytes:
    """A page for the counter or the door of a van: the code of the portal, as large as it can be. Raises PressBusy."""
    labels = {
        "title": _("Your client portal"),
        "lead": _("Pay, approve and look things up online"),
        "scan": _("Point the camera of your phone here"),
        "or_type": _("or type"),
        "how": _("No password needed: we email you a link."),
    }
    return await pressed("counter_sign.typ", _contents(sign, labels), sign.made_at)


async def stickers_pdf(sign: Sign, place: str) -> bytes:
    """A sheet of stickers, all for the one property `place`, whose code opens its request form. Raises PressBusy."""
    labels = {
        "title": _("Stickers"),
        "lead": _("Something not right?"),
        "scan": _("Scan to ask us to come."),
        "place": place,
    }
    return await pressed("stickers.typ", _contents(sign, labels), sign.made_at)


def _contents(sign: Sign, labels: dict[str, str]) -> dict[str, object]:
    company = sign.company
    return setting(sign.locale) | {
        "company": {"name": company.name, "phone": company.phone, "brand": company.brand},
        "logo": company.logo and list(company.logo),
        "qr": inline(sign.url),
        "address": spoken_address(sign.portal_url),
        "labels": labels,
    }

"""Settings: the list of everything a company can set."""

from typing import NamedTuple

from quart import Blueprint, Response

from templates.language import gettext as _
from templates.language import marked
from tenants.rights import Right
from web.pages import page
from web.staff_signed_in import may, needs

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


class Setting(NamedTuple):
    """One page of settings, and what it is for in a few words."""

    label: str
    about: str
    href: str
    right: Right = Right.SETTINGS


SETTINGS = (
    Setting(
        marked("Business info"),
        marked("Name, phone, address, time zone, currency, address of the portal"),
        "/staff/settings/business",
    ),
    Setting(
        marked("Branding"),
        marked("Logo, color and name of the portal"),
        "/staff/settings/branding",
    ),
    Setting(
        marked("Client portal"),
        marked("On or off, welcome message, sections, paying in parts"),
        "/staff/settings/client-portal",
    ),
    Setting(
        marked("Invoices and estimates"),
        marked("Numbers, days to pay, taxes, standing words"),
        "/staff/settings/invoices",
    ),
    Setting(marked("Online payments"), marked("Cards and bank transfers, through Stripe"), "/staff/settings/payments"),
    Setting(marked("Reminders"), marked("Emails before and after an invoice is due"), "/staff/settings/reminders"),
    Setting(
        marked("Share your portal"),
        marked("Address, code to scan, sign for the counter, website button"),
        "/staff/settings/share",
        Right.SEE,
    ),
    Setting(
        marked("Domain"),
        marked("Your portal under a name of your own"),
        "/staff/settings/domain",
    ),
    Setting(
        marked("Import"),
        marked("Customers, contacts and invoices from another program"),
        "/staff/settings/import",
        Right.IMPORT,
    ),
    Setting(
        marked("API keys"),
        marked("Let your other programs read and write here"),
        "/staff/settings/api-keys",
        Right.KEYS,
    ),
    Setting(
        marked("Data"),
        marked("Take lists or everything away, delete the company"),
        "/staff/settings/data",
        Right.EXPORT,
    ),
    Setting(
        marked("Team"),
        marked("Who signs in, with which role, and with how many steps"),
        "/staff/team",
        Right.TEAM,
    ),
    Setting(marked("Audit log"), marked("Who did what, when, and from where"), "/staff/audit", Right.AUDIT),
)


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    shown = [(_(it.label), _(it.about), it.href) for it in SETTINGS if may(it.right)]
    return page("staff/settings/index.html", place="settings", settings=shown)

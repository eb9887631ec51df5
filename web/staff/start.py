"""The guided start: one step after the other from signing up to a portal that customers use. Each can be left out."""

from typing import NamedTuple

from quart import Blueprint, Response, request

from templates.language import gettext as _
from templates.language import marked
from tenants import branding, first_steps
from tenants.brand import Brand
from tenants.errors import NotFound
from tenants.first_steps import FirstSteps, Step
from tenants.rights import Right
from web.door import here
from web.pages import page, portal_name
from web.signed_in import see_other
from web.staff.settings.branding import look
from web.staff_signed_in import may, needs
from web.words import lists

PATH = "/staff/start"
COLORS = ("#1f5f8b", "#0f766e", "#15803d", "#c2410c", "#b91c1c", "#7c3aed", "#be185d", "#1d4ed8")

blueprint = Blueprint("start", __name__, url_prefix="/start")


class Words(NamedTuple):
    title: str
    about: str
    act: str
    act_again: str = marked("Change")


WORDS = {
    "brand": Words(
        marked("Logo and color"),
        marked("So that customers see at once whose portal it is."),
        marked("Choose logo and color"),
    ),
    "contact": Words(
        marked("How customers reach you"),
        marked("Phone, email and address, at the foot of every page, email and paper."),
        marked("Fill in"),
    ),
    "place": Words(
        marked("Time zone and currency"),
        marked("By which days are counted and amounts are written."),
        marked("Change"),
    ),
    "payments": Words(
        marked("Getting paid online"),
        marked("Card and bank payments go straight to your own Stripe account."),
        marked("Connect Stripe"),
        marked("See how it stands"),
    ),
    "customer": Words(
        marked("Your first customer"),
        marked("Write one down, or bring in the list you have, as a spreadsheet saves it."),
        marked("Add a customer"),
        marked("Add another"),
    ),
    "invoice": Words(
        marked("Your first invoice"),
        marked("Write it, look at the mail and send it. You see here when it is paid."),
        marked("Write an invoice"),
        marked("Write another"),
    ),
    "share": Words(
        marked("Share your portal"),
        marked("A link, a QR code and a line for your email signature."),
        marked("Share it"),
        marked("Share it"),
    ),
}
RIGHTS = {"payments": Right.STRIPE, "customer": Right.CUSTOMERS, "invoice": Right.DOCUMENTS}


@blueprint.get("")
@needs(Right.SETTINGS)
async def show() -> Response:
    found = await first_steps.first_steps()
    rows = [_row(step) for step in found.steps]
    brand = Brand.parse(here().brand_color)
    return page(
        "staff/start.html",
        place="start",
        steps=rows,
        next=_next(rows),
        done=found.done,
        of=len(rows),
        is_over=found.is_over,
        colors=COLORS,
        chosen=brand.chosen,
        portal=here().host,
        portal_url=here().url("/"),
        where_words=_where_words(),
        **look(brand, portal_name(here())),
    )


@blueprint.post("/skip")
@needs(Right.SETTINGS)
async def skip() -> Response:
    """Leave a step out, or take it up again."""
    form = await request.form
    if "step" not in form:
        raise NotFound
    await first_steps.skip(form["step"], again="again" in form)
    return see_other(PATH)


@blueprint.post("/skip-rest")
@needs(Right.SETTINGS)
async def skip_rest() -> Response:
    """Take the card off home; here every step is still offered."""
    await first_steps.skip_rest()
    return see_other("/staff")


@blueprint.post("/color")
@needs(Right.SETTINGS)
async def color() -> Response:
    """One of the colors that stand there to be pressed."""
    chosen = (await request.form).get("color", "")
    if chosen not in COLORS:
        raise NotFound
    await branding.change(branding.Branding(portal_name=here().portal_name, brand_color=chosen))
    return see_other(PATH)


def setting_up(found: FirstSteps) -> dict[str, object] | None:
    """How far setting up is, for the card on home; None when it is over, or somebody else's to do."""
    if found.is_over or not may(Right.SETTINGS):
        return None
    rows = [_row(step) for step in found.steps]
    left = [row for row in rows if not row["is_done"] and not row["is_skipped"]]
    return {"done": found.done, "of": len(rows), "left": left}


def _row(step: Step) -> dict[str, object]:
    words = WORDS[step.key]
    return {
        **step._asdict(),
        "title": _(words.title),
        "about": _(words.about),
        "act": _(words.act_again if step.is_done else words.act),
        "is_theirs": may(RIGHTS.get(step.key, Right.SETTINGS)),
    }


def _next(rows: list[dict[str, object]]) -> object:
    """The first that is neither done nor left out."""
    return next((row["key"] for row in rows if not row["is_done"] and not row["is_skipped"]), None)


def _where_words() -> str:
    labels = {it.value: it.label for it in (*lists.currencies(), *lists.time_zones())}
    return ", ".join(labels.get(it, it) for it in (here().time_zone, here().currency))

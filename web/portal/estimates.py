"""What a customer does with estimates: look, choose, answer, keep."""

from functools import partial
from uuid import UUID

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from tenants import estimates, messages, payments
from tenants.errors import NotFound
from tenants.estimates import Answerer
from tenants.isolation import acting_for
from web import address, answering, message_thread, older, printed
from web.answering import Answering
from web.door import here, outside
from web.pages import page
from web.signed_in import see_other, viewer
from web.words.customers.rights import check_approve, check_billing, held_to
from web.words.estimates.choice import Typed
from web.words.estimates.page import EstimatePage
from web.words.estimates.rows import rows

blueprint = Blueprint("estimates", __name__, url_prefix="/estimates")


@blueprint.get("")
async def index() -> Response:
    if "before" in request.args:
        found = await estimates.older(viewer().customer_id, here().today(), older.than_moment(request.args["before"]))
        return _listing([], found, newer_href="/estimates")
    return _listing(*await estimates.for_customer(viewer().customer_id, here().today()))


def _listing(to_answer: list[estimates.Row], others: list[estimates.Row], newer_href: str | None = None) -> Response:
    today = here().today()
    groups = (
        (_("To answer"), [row for row in to_answer if row.waits]),
        (_("Changes asked for"), [row for row in to_answer if not row.waits]),
        (_("Earlier"), others[: estimates.PAGE]),
    )
    return page(
        "portal/estimates/index.html",
        place="estimates",
        groups=[{"title": title, "rows": rows(found, today)} for title, found in groups if found],
        newer_href=newer_href,
        older_href=older.href("/estimates", [(row.sent_at, row.id) for row in others], estimates.PAGE),
    )


@blueprint.get("/<uuid:estimate_id>")
async def show(estimate_id: UUID) -> Response:
    return await _show(estimate_id)


@blueprint.get("/<uuid:estimate_id>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(estimate_id: UUID) -> Response:
    return await printed.estimate(await _outside(estimate_id), here().url(f"/estimates/{estimate_id}"))


@blueprint.get("/<uuid:estimate_id>/certificate.pdf")
@outside
async def certificate(estimate_id: UUID) -> Response:
    return await printed.certificate(await _outside(estimate_id), here().url(f"/estimates/{estimate_id}"))


@blueprint.post("/<uuid:estimate_id>/accept")
@outside  # a deposit goes straight on to Stripe
async def accept(estimate_id: UUID) -> Response:
    async with acting_for(here(), customer_id=viewer().customer_id):
        done = await answering.accept(await _asked(estimate_id), await request.form)
    if isinstance(done, Response) or not viewer().billing:
        return done if isinstance(done, Response) else see_other(f"/estimates/{estimate_id}")
    return await _pay(done)


@blueprint.post("/<uuid:estimate_id>/decline")
async def decline(estimate_id: UUID) -> Response:
    return await answering.decline(await _asked(estimate_id), await request.form)


@blueprint.post("/<uuid:estimate_id>/request-changes")
async def request_changes(estimate_id: UUID) -> Response:
    return await answering.request_changes(await _asked(estimate_id), await request.form)


@blueprint.post("/<uuid:estimate_id>/request-fresh")
async def request_fresh(estimate_id: UUID) -> Response:
    return await answering.request_fresh(await _asked(estimate_id), await request.form)


@blueprint.post("/<uuid:estimate_id>/pay-deposit")
@outside
async def pay_deposit(estimate_id: UUID) -> Response:
    found = (await _outside(estimate_id)).document.deposit
    check_billing(viewer())
    if found is None:
        raise NotFound
    return await _pay(found.id)


@blueprint.post("/<uuid:estimate_id>/messages")
async def write(estimate_id: UUID) -> Response:
    found = await _document(estimate_id)
    about = messages.About("estimate", estimate_id, viewer().customer_id, found.number, found.title)

    async def again(status: int, *, typed: str, error: str) -> Response:
        return await _show(estimate_id, status, message={"typed": typed, "error": error})

    return await message_thread.take(about, again)


async def _pay(invoice_id: UUID) -> Response:
    payer = payments.Payer(
        viewer().customer_id, viewer().email, contact_id=viewer().contact_id, network=address.network(g.address)
    )
    return await answering.pay(invoice_id, f"/invoices/{invoice_id}", payer)


async def _asked(estimate_id: UUID) -> Answering:
    by = Answerer(viewer().customer_id, viewer().name, contact_id=viewer().contact_id, network=g.address)
    document = await _document(estimate_id)
    check_approve(viewer())
    return Answering(document, by, f"/estimates/{estimate_id}", partial(_show, estimate_id))


async def _document(estimate_id: UUID) -> estimates.Document:
    return await estimates.one(viewer().customer_id, estimate_id, here().today())


async def _outside(estimate_id: UUID) -> EstimatePage:
    """The estimate, read in a unit of its own, for handlers that then print or talk to Stripe."""
    async with acting_for(here(), customer_id=viewer().customer_id):
        return EstimatePage(here(), await _document(estimate_id), here().today())


async def _show(
    estimate_id: UUID,
    status: int = 200,
    *,
    typed: Typed | None = None,
    notice: str = "",
    message: dict[str, str] | None = None,
) -> Response:
    """`message` is what stands in the thread's form and what is wrong with it."""
    base = f"/estimates/{estimate_id}"
    shown = EstimatePage(here(), await _document(estimate_id), here().today())
    if request.method == "GET" and "version" in request.args:
        typed = answering.tried(shown.document, request.args)
    context = shown.context(base, typed, name=viewer().name)
    context |= await message_thread.context(shown.document.thread, base, **(message or {}))
    context["notice"] = {"kind": "warning", "text": notice} if notice else None
    return page("portal/estimates/show.html", status, place="estimates", **held_to(viewer(), context))

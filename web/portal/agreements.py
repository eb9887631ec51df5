"""What a customer does with agreements: look, sign or decline, keep, see what was done."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import agreements, messages
from tenants.agreements import Agreement, AgreementStatus, Answerer, State
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from web import message_thread, older, printed
from web.door import here, outside
from web.language import sentence
from web.pages import page
from web.signed_in import see_other, viewer
from web.words.agreements.answer import Typed
from web.words.agreements.page import AgreementPage
from web.words.agreements.rows import rows
from web.words.customers.rights import check_approve, held_to

blueprint = Blueprint("agreements", __name__, url_prefix="/agreements")

Act = Callable[[Agreement, Answerer, dict[str, str]], Awaitable[None]]


@blueprint.get("")
async def index() -> Response:
    today = here().today()
    if "before" in request.args:
        found = await agreements.older(viewer().customer_id, today, older.than_day(request.args["before"]))
        return _listing([], [], found, newer_href="/agreements")
    return _listing(*await agreements.for_customer(viewer().customer_id, today))


def _listing(
    to_sign: list[agreements.Row],
    running: list[agreements.Row],
    ended: list[agreements.Row],
    newer_href: str | None = None,
) -> Response:
    today = here().today()
    groups = (
        (_("To answer"), to_sign),
        (_("Running"), running),
        (_("Earlier"), ended[: agreements.PAGE]),
    )
    return page(
        "portal/agreements/index.html",
        place="agreements",
        groups=[{"title": title, "rows": rows(found, today)} for title, found in groups if found],
        newer_href=newer_href,
        older_href=older.href("/agreements", [(row.starts_on, row.id) for row in ended], agreements.PAGE),
    )


@blueprint.get("/<uuid:agreement_id>")
async def show(agreement_id: UUID) -> Response:
    return await _show(agreement_id)


@blueprint.get("/<uuid:agreement_id>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(agreement_id: UUID) -> Response:
    async with acting_for(here(), customer_id=viewer().customer_id):
        shown = await _page(agreement_id)
    return await printed.agreement(shown, here().url(f"/agreements/{agreement_id}"))


@blueprint.post("/<uuid:agreement_id>/sign")
async def sign(agreement_id: UUID) -> Response:
    return await _answer(agreement_id, _sign, AgreementStatus.SIGNED)


@blueprint.post("/<uuid:agreement_id>/decline")
async def decline(agreement_id: UUID) -> Response:
    return await _answer(agreement_id, _decline, AgreementStatus.ENDED)


@blueprint.post("/<uuid:agreement_id>/messages")
async def say(agreement_id: UUID) -> Response:
    agreement = await agreements.to_answer(viewer().customer_id, agreement_id)
    about = messages.About("agreement", agreement.id, agreement.customer_id, agreement.number, agreement.title)

    async def again(status: int, **said: str) -> Response:
        return await _show(agreement_id, status, said=said)

    return await message_thread.take(about, again)


async def _sign(agreement: Agreement, by: Answerer, form: dict[str, str]) -> None:
    if agreement.terms and form.get("terms") != "on":
        raise Invalid("terms", "Please read the terms and tick that you agree.")
    await agreements.sign(
        agreement,
        by,
        seen=form.get("version", ""),
        name=form.get("name", ""),
        drawn=form.get("strokes", ""),
    )


async def _decline(agreement: Agreement, by: Answerer, form: dict[str, str]) -> None:
    await agreements.decline(agreement, by, seen=form.get("version", ""), reason=form.get("reason", ""))


async def _answer(agreement_id: UUID, act: Act, wanted: AgreementStatus) -> Response:
    """Answer, and show what stands now: whoever comes second sees what was answered, and by whom.

    A second press of one's own is no second answer.
    """
    agreement = await agreements.to_answer(viewer().customer_id, agreement_id)
    check_approve(viewer())
    form = (await request.form).to_dict()
    try:
        await act(agreement, Answerer(viewer().contact_id, viewer().name), form)
    except Invalid as error:
        return await _show(agreement_id, 422, Typed(form, {error.field: sentence(error)}))
    except Conflict as error:
        stands = await agreements.to_answer(viewer().customer_id, agreement_id)
        if (stands.status, stands.answered_by_id) == (wanted, viewer().contact_id):
            return see_other(f"/agreements/{agreement_id}")
        return await _show(agreement_id, 409, Typed(form), late=sentence(error))
    return see_other(f"/agreements/{agreement_id}")


async def _page(agreement_id: UUID) -> AgreementPage:
    today = here().today()
    return AgreementPage(here(), await agreements.one(viewer().customer_id, agreement_id, today), today)


async def _show(
    agreement_id: UUID,
    status: int = 200,
    typed: Typed | None = None,
    *,
    late: str = "",
    said: dict[str, str] | None = None,
) -> Response:
    shown, base = await _page(agreement_id), f"/agreements/{agreement_id}"
    context = shown.context(base, typed or Typed({"name": viewer().name}))
    context |= await message_thread.context(shown.document.thread, base, **(said or {}))
    if late:
        context["notice"] = _late(shown, late)
    return page("portal/agreements/show.html", status, place="agreements", **held_to(viewer(), context))


def _late(shown: AgreementPage, words: str) -> dict[str, str]:
    """What a second answer meets: what was answered, or what is to be read again."""
    if shown.document.state is State.TO_SIGN:
        return {"kind": "warning", "text": _("We changed this agreement in the meantime. Please read it once more.")}
    return {"kind": "", "text": words}
